# A role and a service account for `leitplanke scan gcp`: lists what resources are set to, in a whole organisation, and no
# data in them.

terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0"
    }
  }
}

variable "organization_id" {
  description = "Number of the organisation: --organisation."
  type        = string
}

variable "project_id" {
  description = "Project that the service account is in and whose quota is used: --quota-project."
  type        = string
}

resource "google_project_service" "asset_inventory" {
  project            = var.project_id
  service            = "cloudasset.googleapis.com"
  disable_on_destroy = false
}

resource "google_service_account" "scan" {
  project      = var.project_id
  account_id   = "leitplanke-scan"
  display_name = "Leitplanke scan"
  description  = "Reads what resources are set to, and changes nothing."
}

resource "google_organization_iam_custom_role" "scan" {
  org_id      = var.organization_id
  role_id     = "leitplankeScan"
  title       = "Leitplanke scan"
  description = "Lists what resources are set to, and changes nothing."
  permissions = jsondecode(file("${path.module}/permissions.json"))
}

resource "google_organization_iam_member" "scan" {
  org_id = var.organization_id
  role   = google_organization_iam_custom_role.scan.name
  member = "serviceAccount:${google_service_account.scan.email}"
}

# To use the project's quota.
resource "google_project_iam_member" "quota" {
  project = var.project_id
  role    = "roles/serviceusage.serviceUsageConsumer"
  member  = "serviceAccount:${google_service_account.scan.email}"
}
