"""Live inventories: what the interfaces of the clouds say of accounts, subscriptions and projects."""
