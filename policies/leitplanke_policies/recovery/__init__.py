"""How data come back after a loss."""
