"""Modules as people write reusable ones: typed variables with optional attributes, counts, dynamic blocks, outputs."""

from random import Random
from typing import NamedTuple

from services import PROVIDERS

SENTENCE = (
    "Controls what is created; existing objects are kept when it changes",
    "See the documentation of the provider for the values that are allowed",
    "Applies to every store of this module unless the store sets its own",
    "Null leaves the decision to the provider",
    "Needs the permissions that the README lists",
)

STORES = """\
variable "stores" {
  description = "Stores to create, by name."
  type = map(object({
    location           = optional(string)
    encrypted          = optional(bool, true)
    kms_key            = optional(string)
    versioned          = optional(bool, true)
    backup_days        = optional(number, 14)
    deletion_protected = optional(bool, true)
    labels             = optional(map(string), {})
    lifecycle_rules = optional(list(object({
      age    = optional(number, 30)
      action = optional(string, "Delete")
    })), [])
  }))
  default = {}
}

variable "create" {
  description = "Whether anything is created at all."
  type        = bool
  default     = true
}

variable "name" {
  description = "Prefix of all names."
  type        = string
  default     = "contact-centre"
}

variable "kms_key" {
  description = "Key for stores that name none."
  type        = string
  default     = null
}

variable "tags" {
  type    = map(string)
  default = {}
}
"""

RECORDS = """\
type = map(object({
    name     = string
    enabled  = optional(bool, true)
    settings = optional(map(string), {})
  }))
  default = {}"""

LOCALS = """\
locals {
  create = var.create && length(var.stores) > 0
  stores = { for name, store in var.stores : name => merge(store, { full_name = "${var.name}-${name}" }) }
  keys   = { for name, store in local.stores : name => coalesce(store.kms_key, var.kms_key, "none") if store.encrypted }
  tags   = merge({ module = "store" }, var.tags)
}
"""

ROOT_LOCALS = """\
locals {
  inputs = {
    calls  = { backup_days = 30, lifecycle_rules = [{ age = 90 }], labels = { data-class = "recordings" } }
    chats  = { encrypted = false, versioned = false }
  }
}
"""


class Shape(NamedTuple):
    """How a module looks: its provider's name, blocks of each kind, and bytes in all."""

    provider: str
    resources: int
    data: int
    size: int


def aws_resource(rng: Random, index: int) -> str:
    """Return one resource of a module for AWS; every third with ``for_each``, the others with ``count``."""
    name = f"this_{index}"
    if index % 3 == 0:
        return f"""\
resource "aws_s3_bucket" "{name}" {{
  for_each = {{ for name, store in local.stores : name => store if local.create }}

  bucket        = each.value.full_name
  force_destroy = !each.value.deletion_protected
  tags          = merge(local.tags, each.value.labels, {{ Name = each.value.full_name, Part = "{index}" }})
}}

resource "aws_s3_bucket_server_side_encryption_configuration" "{name}" {{
  for_each = local.create ? local.keys : {{}}

  bucket = aws_s3_bucket.{name}[each.key].id

  dynamic "rule" {{
    for_each = each.value == "none" ? [] : [each.value]

    content {{
      bucket_key_enabled = try(var.stores[each.key].labels["bucket-key"] == "yes", false)

      apply_server_side_encryption_by_default {{
        sse_algorithm     = "aws:kms"
        kms_master_key_id = rule.value
      }}
    }}
  }}
}}
"""
    encrypted = rng.choice(("true", "anytrue([for store in values(local.stores) : store.encrypted])"))
    return f"""\
resource "aws_dynamodb_table" "{name}" {{
  count = local.create && !contains(keys(local.tags), "skip-{index}") ? 1 : 0

  name                        = format("%s-%02d", var.name, count.index + {index})
  billing_mode                = lookup(local.tags, "billing", "PAY_PER_REQUEST")
  hash_key                    = "contact_id"
  deletion_protection_enabled = alltrue([for store in values(local.stores) : store.deletion_protected])

  dynamic "attribute" {{
    for_each = toset(["contact_id", "agent_id"])

    content {{
      name = attribute.key
      type = "S"
    }}
  }}

  server_side_encryption {{
    enabled     = {encrypted}
    kms_key_arn = try(values(local.keys)[0], var.kms_key, null)
  }}

  tags = merge(local.tags, {{ Part = "{index}" }})
}}
"""


def google_resource(rng: Random, index: int) -> str:
    """Return one resource of a module for Google Cloud; every third with ``for_each``, the others with ``count``."""
    name = f"this_{index}"
    if index % 3 == 0:
        return f"""\
resource "google_storage_bucket" "{name}" {{
  for_each = {{ for name, store in local.stores : name => store if local.create }}

  name                        = each.value.full_name
  location                    = coalesce(each.value.location, "europe-west3")
  uniform_bucket_level_access = true
  labels                      = merge(local.tags, each.value.labels)

  versioning {{
    enabled = each.value.versioned
  }}

  dynamic "encryption" {{
    for_each = lookup(local.keys, each.key, "none") == "none" ? [] : [local.keys[each.key]]

    content {{
      default_kms_key_name = encryption.value
    }}
  }}

  dynamic "lifecycle_rule" {{
    for_each = each.value.lifecycle_rules

    content {{
      action {{
        type = lifecycle_rule.value.action
      }}
      condition {{
        age = lifecycle_rule.value.age
      }}
    }}
  }}
}}
"""
    members = rng.choice(
        ('["group:agents@example.org"]', '[for name in keys(local.stores) : "group:${name}@example.org"]')
    )
    return f"""\
resource "google_bigquery_dataset" "{name}" {{
  count = local.create ? 1 : 0

  dataset_id                  = replace("${{var.name}}_{index}", "-", "_")
  location                    = try(values(local.stores)[0].location, null) == null ? "EU" : "europe-west3"
  default_table_expiration_ms = max([for store in values(local.stores) : store.backup_days]...) * 24 * 3600 * 1000
  labels                      = local.tags

  dynamic "access" {{
    for_each = {members}

    content {{
      role           = "roles/bigquery.dataViewer"
      group_by_email = trimprefix(access.value, "group:")
    }}
  }}
}}
"""


RESOURCES = {"aws": aws_resource, "google": google_resource}
DATA = {
    "aws": """\
data "aws_iam_policy_document" "read_{index}" {{
  statement {{
    sid       = "Read{index}"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [for name, store in local.stores : "arn:aws:s3:::${{store.full_name}}/*"]
  }}
}}
""",
    "google": 'data "google_project" "this_{index}" {{\n  project_id = var.name\n}}\n',
}


def option(rng: Random, index: int) -> str:
    """Return a variable that configures nothing by default."""
    text = ". ".join(rng.sample(SENTENCE, rng.randrange(1, 4)))
    kind = rng.choice(
        (
            "type        = string\n  default     = null",
            "type        = bool\n  default     = false",
            f"type        = number\n  default     = {index}",
            "type        = list(string)\n  default     = []",
            RECORDS,
        )
    )
    return f'variable "option_{index}" {{\n  description = "{text}."\n  {kind}\n}}\n'


def output(rng: Random, index: int) -> str:
    """Return an output that reads a variable or a local."""
    value = rng.choice(
        (
            "local.keys",
            f"try(var.option_{index}, null)",
            "{ for name, store in local.stores : name => store.full_name }",
        )
    )
    return f'output "value_{index}" {{\n  description = "{rng.choice(SENTENCE)}."\n  value       = {value}\n}}\n'


def call(name: str, source: str, repeat: str) -> str:
    """Return a call of a local module.

    ``repeat``: ``each`` for each store, ``once`` for the inputs of `ROOT_LOCALS`, ``asked`` if a tag asks for it.
    """
    heads = {"each": "for_each = local.stores", "asked": f'count  = contains(keys(var.tags), "{name}") ? 1 : 0'}
    given = {"each": "{ (each.key) = each.value }", "asked": "var.stores", "once": "local.inputs"}
    return f"""\
module "{name}" {{
  source = "{source}"
  {heads.get(repeat, "")}

  name    = "${{var.name}}-{name}"
  stores  = {given[repeat]}
  kms_key = var.kms_key
  tags    = merge(var.tags, {{ caller = "{name}" }})
}}
"""


def registry_call(rng: Random, name: str) -> str:
    """Return a call of a module from a registry, which nobody has downloaded."""
    kind = rng.choice(("vpc", "kms", "network", "security-group"))
    return f"""\
module "{name}" {{
  source  = "example/{kind}/aws"
  version = "~> 5.0"

  name = var.name
  tags = var.tags
}}
"""


def module_files(rng: Random, shape: Shape, *, files: int, calls: str = "", root: bool = False) -> dict[str, str]:
    """Return a module's files: ``files`` of them, about ``shape.size`` bytes in all, filled up by variables."""
    make = RESOURCES[shape.provider]
    resources = [make(rng, index) for index in range(shape.resources)]
    data = [DATA[shape.provider].format(index=index) for index in range(shape.data)]
    half = len(resources) // 2
    found = {
        "main.tf": "\n".join((LOCALS, *((ROOT_LOCALS,) if root else ()), *resources[:half], calls)),
        "variables.tf": STORES + 'variable "region" {\n  type    = string\n  default = "eu-central-1"\n}\n' * root,
        "outputs.tf": "\n".join(output(rng, index) for index in range(4)),
        "versions.tf": PROVIDERS.partition("\nprovider")[0] + '\nprovider "aws" {\n  region = var.region\n}\n' * root,
        "data.tf": "\n".join(data),
        "stores.tf": "\n".join(resources[half:]),
        "moved.tf": 'moved {\n  from = aws_s3_bucket.old\n  to   = aws_s3_bucket.this_0["calls"]\n}\n',
    }
    while len(found) > files:
        _, text = found.popitem()
        found["main.tf"] += "\n" + text
    index, size = 0, sum(map(len, found.values()))
    while size < shape.size or index < 4:
        more, shown = option(rng, index), output(rng, index + 4) if index % 2 else ""
        found["variables.tf"] += "\n" + more
        found["outputs.tf"] += "\n" + shown if shown else ""
        size += len(more) + len(shown) + 1
        index += 1
    return found
