"""What each resource type means: data by provider and service, and the loader. Never code for a type."""
