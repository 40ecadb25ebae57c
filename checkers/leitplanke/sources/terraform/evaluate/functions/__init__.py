"""Terraform's built-in functions, by kind; `table.FUNCTIONS` has them all."""
