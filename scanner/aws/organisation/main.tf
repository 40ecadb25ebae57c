# The same role in every account of an organisation, by a StackSet that also reaches accounts which join later. Apply it
# in the management account, or in the one that StackSets are delegated to; that account itself takes `../role`.

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

variable "organizational_unit_ids" {
  description = "Units (or the root) whose accounts get the role."
  type        = list(string)
}

variable "role_name" {
  description = "Name of the role: --role-name."
  type        = string
  default     = "leitplanke-scan"
}

variable "region" {
  description = "Region in which the stacks are kept; the role holds everywhere."
  type        = string
  default     = "eu-central-1"
}

locals {
  permissions = jsondecode(file("${path.module}/../role/permissions.json"))

  role = {
    Type = "AWS::IAM::Role"
    Properties = {
      RoleName           = var.role_name
      Description        = "Read by Leitplanke; changes nothing."
      MaxSessionDuration = 3600
      AssumeRolePolicyDocument = {
        Version = "2012-10-17"
        Statement = [{
          Sid       = "Scan"
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { AWS = var.scanner_role_arn }
          Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
        }]
      }
      ManagedPolicyArns = [for part, _ in local.permissions : { Ref = "Read${part}" }]
    }
  }

  policies = {
    for part, actions in local.permissions : "Read${part}" => {
      Type = "AWS::IAM::ManagedPolicy"
      Properties = {
        ManagedPolicyName = "${var.role_name}-${part}"
        PolicyDocument = {
          Version   = "2012-10-17"
          Statement = [{ Sid = "Read", Effect = "Allow", Action = actions, Resource = "*" }]
        }
      }
    }
  }
}

resource "aws_cloudformation_stack_set" "scan" {
  name             = var.role_name
  description      = "The role that Leitplanke reads each account with."
  permission_model = "SERVICE_MANAGED"
  capabilities     = ["CAPABILITY_NAMED_IAM"]

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Resources                = merge(local.policies, { Role = local.role })
  })

  auto_deployment {
    enabled                          = true
    retain_stacks_on_account_removal = false
  }

  lifecycle {
    ignore_changes = [administration_role_arn]
  }
}

resource "aws_cloudformation_stack_set_instance" "scan" {
  stack_set_name = aws_cloudformation_stack_set.scan.name
  region         = var.region

  deployment_targets {
    organizational_unit_ids = var.organizational_unit_ids
  }
}
