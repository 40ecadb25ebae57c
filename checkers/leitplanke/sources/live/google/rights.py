"""Which permissions a scan of Google Cloud needs."""

PERMISSIONS = (
    "cloudasset.assets.listIamPolicy",
    "cloudasset.assets.listResource",
    "resourcemanager.folders.get",
    "resourcemanager.folders.list",
    "resourcemanager.organizations.get",
    "resourcemanager.projects.get",
    "resourcemanager.projects.getIamPolicy",
    "resourcemanager.projects.list",
)
"""On the organisation, folder or project that is scanned; source: Cloud Asset Inventory, "Access control with IAM"."""
ON_QUOTA_PROJECT = ("serviceusage.services.use",)
"""On the project whose quota is used, in which the Cloud Asset API must be enabled."""
