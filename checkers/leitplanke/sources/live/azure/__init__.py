"""Live inventories of Azure: Resource Graph, and from Resource Manager the settings that it lacks."""
