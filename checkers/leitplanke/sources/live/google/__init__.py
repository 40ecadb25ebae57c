"""Live inventories of Google Cloud."""
