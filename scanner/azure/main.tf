# A role for `leitplanke scan azure`: reads what resources are set to, in every subscription below a management group, and no
# data in them. `actions.json` is generated from what is read.

terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.0"
    }
  }
}

variable "management_group_id" {
  description = "Resource id of the management group: that of the tenant's root group for the whole tenant."
  type        = string
}

variable "principal_id" {
  description = "Object id of the service principal, or managed identity, that scans."
  type        = string
}

resource "azurerm_role_definition" "scan" {
  name              = "Leitplanke scan"
  description       = "Reads what resources are set to; no data in them, and changes nothing."
  scope             = var.management_group_id
  assignable_scopes = [var.management_group_id]

  permissions {
    actions = jsondecode(file("${path.module}/actions.json"))
  }
}

resource "azurerm_role_assignment" "scan" {
  scope              = var.management_group_id
  role_definition_id = azurerm_role_definition.scan.role_definition_resource_id
  principal_id       = var.principal_id
  principal_type     = "ServicePrincipal"
}
