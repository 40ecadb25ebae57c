"""How data are encrypted, at rest and in transit, and with whose key."""
