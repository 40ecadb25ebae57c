"""Parts of synthetic configurations: one service of a contact centre each, as Terraform people write them.

A part is a function of a random generator and a name; it returns how many resources its text declares, and the text.
Parts use the variables and locals that `HEADER` declares. What they set, and whether they set it, varies.
"""

from collections.abc import Callable
from random import Random
from typing import TypeAlias

Part: TypeAlias = Callable[[Random, str], tuple[int, str]]

PROVIDERS = """\
terraform {
  required_version = ">= 1.6"

  required_providers {
    aws     = { source = "hashicorp/aws", version = "~> 6.0" }
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
    google  = { source = "hashicorp/google", version = "~> 6.0" }
  }
}

provider "aws" {
  region = var.region
}

provider "azurerm" {
  features {}
}

provider "google" {
  project = var.project
  region  = "europe-west3"
}
"""

VARIABLES = """\
variable "region" {
  description = "Region of everything in AWS."
  type        = string
  default     = "eu-central-1"
}

variable "stage" {
  description = "Stage of the contact centre."
  type        = string

  validation {
    condition     = contains(["dev", "test", "prod"], var.stage)
    error_message = "The stage is one of dev, test and prod."
  }
}

variable "project" {
  type    = string
  default = "contact-centre"
}

variable "location" {
  description = "Location of everything in Azure."
  type        = string
  default     = "germanywestcentral"
}

variable "encrypted" {
  type    = bool
  default = true
}

variable "kms_key_arn" {
  description = "Key of the platform team."
  type        = string
}

variable "retention" {
  type = object({
    backup_days = optional(number, 14)
    log_days    = optional(number, 90)
  })
  default = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}
"""

LOCALS = """\
locals {
  prefix = "${var.project}-${var.stage}"
  prod   = var.stage == "prod"
  tags = merge(var.tags, {
    project    = var.project
    stage      = var.stage
    managed-by = "terraform"
  })
  backup_days = local.prod ? 30 : var.retention.backup_days
  subnets     = [for index in range(3) : cidrsubnet("10.20.0.0/16", 8, index)]
}

resource "azurerm_resource_group" "this" {
  name     = "${local.prefix}-data"
  location = var.location
  tags     = local.tags
}
"""


def tags(rng: Random, name: str, indent: str = "  ") -> str:
    """Return the argument ``tags``, merged from the project's and a few of its own."""
    purpose = rng.choice(("recordings", "transcripts", "billing", "reporting", "crm-export"))
    lines = (
        f"{indent}tags = merge(local.tags, {{",
        f'{indent}  Name       = "${{local.prefix}}-{name}"',
        f'{indent}  purpose    = "{purpose}"',
        f'{indent}  owner      = "team-{rng.choice(("voice", "chat", "workforce"))}@example.org"',
        f'{indent}  data-class = "{rng.choice(("personal", "health", "payment", "none"))}"',
        f"{indent}}})",
    )
    return "\n".join(lines)


def bucket(rng: Random, name: str) -> tuple[int, str]:
    """Return an S3 bucket with most of the resources that belong to one."""
    parts = [f'resource "aws_s3_bucket" "{name}" {{\n  bucket = "${{local.prefix}}-{name}"\n{tags(rng, name)}\n}}\n']
    if rng.random() < 0.8:
        key = rng.choice(("var.kms_key_arn", "null", f"aws_kms_key.{name}.arn"))
        if key.startswith("aws_kms_key"):
            parts.append(
                f'resource "aws_kms_key" "{name}" {{\n  description         = "Key of {name}"\n'
                f"  enable_key_rotation = {rng.choice(('true', 'local.prod'))}\n{tags(rng, name)}\n}}\n"
            )
        parts.append(f"""\
resource "aws_s3_bucket_server_side_encryption_configuration" "{name}" {{
  bucket = aws_s3_bucket.{name}.id

  rule {{
    apply_server_side_encryption_by_default {{
      sse_algorithm     = "{rng.choice(("aws:kms", "aws:kms", "AES256"))}"
      kms_master_key_id = {key}
    }}
    bucket_key_enabled = true
  }}
}}
""")
    if rng.random() < 0.7:
        parts.append(f"""\
resource "aws_s3_bucket_public_access_block" "{name}" {{
  bucket                  = aws_s3_bucket.{name}.id
  block_public_acls       = true
  block_public_policy     = {rng.choice(("true", "true", "false"))}
  ignore_public_acls      = true
  restrict_public_buckets = true
}}
""")
    if rng.random() < 0.7:
        status = rng.choice(('"Enabled"', 'local.prod ? "Enabled" : "Suspended"'))
        parts.append(f"""\
resource "aws_s3_bucket_versioning" "{name}" {{
  bucket = aws_s3_bucket.{name}.id

  versioning_configuration {{
    status = {status}
  }}
}}
""")
    return len(parts), "\n".join(parts)


def database(rng: Random, name: str) -> tuple[int, str]:
    """Return an RDS instance."""
    encrypted = rng.choice(("true", "var.encrypted", "var.encrypted", "false"))
    return (
        1,
        f"""\
resource "aws_db_instance" "{name}" {{
  identifier                   = "${{local.prefix}}-{name}"
  engine                       = "postgres"
  engine_version               = "16.{rng.randrange(1, 6)}"
  instance_class               = local.prod ? "db.r6g.large" : "db.t4g.medium"
  allocated_storage            = {rng.choice((20, 50, 100, 200))}
  username                     = "app"
  manage_master_user_password  = true
  storage_encrypted            = {encrypted}
  kms_key_id                   = {rng.choice(("var.kms_key_arn", "null"))}
  backup_retention_period      = {rng.choice(("local.backup_days", "7", "0"))}
  deletion_protection          = local.prod
  publicly_accessible          = {rng.choice(("false", "false", "!local.prod"))}
  performance_insights_enabled = true
  skip_final_snapshot          = !local.prod
{tags(rng, name)}
}}
""",
    )


def table(rng: Random, name: str) -> tuple[int, str]:
    """Return a DynamoDB table, some with replicas."""
    replica = rng.choice(("", "", 'replica {\n    region_name = "eu-west-1"\n  }\n\n  '))
    return (
        1,
        f"""\
resource "aws_dynamodb_table" "{name}" {{
  name         = "${{local.prefix}}-{name}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "contact_id"

  attribute {{
    name = "contact_id"
    type = "S"
  }}

  {replica}server_side_encryption {{
    enabled     = true
    kms_key_arn = {rng.choice(("var.kms_key_arn", "null"))}
  }}

  point_in_time_recovery {{
    enabled = {rng.choice(("true", "local.prod", "false"))}
  }}
{tags(rng, name)}
}}
""",
    )


def queue(rng: Random, name: str) -> tuple[int, str]:
    """Return an SQS queue and a stream that feeds it."""
    return (
        2,
        f"""\
resource "aws_sqs_queue" "{name}" {{
  name                      = "${{local.prefix}}-{name}"
  message_retention_seconds = {rng.choice((86400, 345600, 1209600))}
  kms_master_key_id         = {rng.choice(("var.kms_key_arn", '"alias/aws/sqs"', "null"))}
{tags(rng, name)}
}}

resource "aws_kinesis_stream" "{name}" {{
  name             = "${{local.prefix}}-{name}"
  shard_count      = local.prod ? 4 : 1
  retention_period = 48
  encryption_type  = "{rng.choice(("KMS", "NONE"))}"
  kms_key_id       = var.kms_key_arn
{tags(rng, name)}
}}
""",
    )


def function(rng: Random, name: str) -> tuple[int, str]:
    """Return a Lambda function with role, inline policy and log group."""
    action = rng.choice(("s3:GetObject", "s3:*", "dynamodb:Query"))
    resource = rng.choice(('"arn:aws:s3:::${local.prefix}-*/*"', '"*"'))
    return (
        4,
        f"""\
resource "aws_iam_role" "{name}" {{
  name = "${{local.prefix}}-{name}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "lambda.amazonaws.com" }}
    }}]
  }})
{tags(rng, name)}
}}

resource "aws_iam_role_policy" "{name}" {{
  role = aws_iam_role.{name}.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = ["{action}"], Resource = {resource} }}]
  }})
}}

resource "aws_lambda_function" "{name}" {{
  function_name = "${{local.prefix}}-{name}"
  role          = aws_iam_role.{name}.arn
  runtime       = "python3.12"
  handler       = "handler.main"
  filename      = "${{path.module}}/build/{name}.zip"
  kms_key_arn   = var.kms_key_arn

  environment {{
    variables = {{
      STAGE  = var.stage
      TARGET = "${{local.prefix}}-{name}"
    }}
  }}
{tags(rng, name)}
}}

resource "aws_cloudwatch_log_group" "{name}" {{
  name              = "/aws/lambda/${{local.prefix}}-{name}"
  retention_in_days = {rng.choice(("var.retention.log_days", "30", "0"))}
  kms_key_id        = {rng.choice(("var.kms_key_arn", "null"))}
{tags(rng, name)}
}}
""",
    )


def azure_storage(rng: Random, name: str) -> tuple[int, str]:
    """Return an Azure storage account."""
    location = rng.choice(("azurerm_resource_group.this.location", "var.location", '"westeurope"', '"eastus"'))
    return (
        1,
        f"""\
resource "azurerm_storage_account" "{name}" {{
  name                            = "cc{name.replace("_", "")}"
  resource_group_name             = azurerm_resource_group.this.name
  location                        = {location}
  account_tier                    = "Standard"
  account_replication_type        = "{rng.choice(("LRS", "ZRS", "GRS"))}"
  min_tls_version                 = "{rng.choice(("TLS1_2", "TLS1_2", "TLS1_0"))}"
  allow_nested_items_to_be_public = {rng.choice(("true", "false", "false"))}

  blob_properties {{
    versioning_enabled = {rng.choice(("true", "local.prod"))}

    delete_retention_policy {{
      days = local.backup_days
    }}
  }}
{tags(rng, name)}
}}
""",
    )


def google_bucket(rng: Random, name: str) -> tuple[int, str]:
    """Return a Cloud Storage bucket."""
    location = rng.choice(('"EUROPE-WEST3"', '"europe-west3"', '"EU"', '"US"'))
    return (
        1,
        f"""\
resource "google_storage_bucket" "{name}" {{
  name                        = "${{local.prefix}}-{name.replace("_", "-")}"
  location                    = {location}
  uniform_bucket_level_access = true
  public_access_prevention    = "{rng.choice(("enforced", "inherited"))}"

  versioning {{
    enabled = {rng.choice(("true", "local.prod"))}
  }}

  labels = {{ stage = var.stage, purpose = "{name.replace("_", "-")}" }}
}}
""",
    )


def network(rng: Random, name: str) -> tuple[int, str]:
    """Return what holds no data: a security group and its rules."""
    rules = "\n".join(
        f'resource "aws_vpc_security_group_ingress_rule" "{name}_{port}" {{\n'
        f"  security_group_id = aws_security_group.{name}.id\n  cidr_ipv4         = local.subnets[{rng.randrange(3)}]\n"
        f'  from_port         = {port}\n  to_port           = {port}\n  ip_protocol       = "tcp"\n}}\n'
        for port in (443, 5432)
    )
    group = f'resource "aws_security_group" "{name}" {{\n  name   = "${{local.prefix}}-{name}"\n{tags(rng, name)}\n}}\n'
    return 3, f"{group}\n{rules}"


PARTS: tuple[Part, ...] = (
    bucket,
    bucket,
    database,
    table,
    queue,
    function,
    azure_storage,
    azure_storage,
    google_bucket,
    google_bucket,
    network,
)
"""In turn: about 2 resources a part, and one sixth of them hold no data."""
