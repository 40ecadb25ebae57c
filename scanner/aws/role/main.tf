# A role that `leitplanke scan aws --organisation --role-name leitplanke-scan` assumes in one account. It only reads what
# resources are set to: no objects, no rows, no messages, no secrets. `permissions.json` is generated from the calls.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "scanner_role_arn" {
  description = "ARN of the role that the scan starts with."
  type        = string
}

variable "external_id" {
  description = "External id that the scan gives: --external-id."
  type        = string
}

variable "role_name" {
  description = "Name of the role: --role-name."
  type        = string
  default     = "leitplanke-scan"
}

locals {
  permissions = jsondecode(file("${path.module}/permissions.json"))
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "Scan"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.scanner_role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

resource "aws_iam_role" "scan" {
  name                 = var.role_name
  description          = "Read by Leitplanke; changes nothing."
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 3600
}

# A policy holds 6,144 characters, so there are several.
data "aws_iam_policy_document" "read" {
  for_each = local.permissions

  statement {
    sid       = "Read"
    actions   = each.value
    resources = ["*"]
  }
}

resource "aws_iam_policy" "read" {
  for_each = local.permissions

  name        = "${var.role_name}-${each.key}"
  description = "What Leitplanke reads, part ${each.key}."
  policy      = data.aws_iam_policy_document.read[each.key].json
}

resource "aws_iam_role_policy_attachment" "read" {
  for_each = local.permissions

  role       = aws_iam_role.scan.name
  policy_arn = aws_iam_policy.read[each.key].arn
}

output "role_arn" {
  description = "ARN of the role."
  value       = aws_iam_role.scan.arn
}
