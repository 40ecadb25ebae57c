"""Where data may lie."""
