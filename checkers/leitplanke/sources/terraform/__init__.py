"""Terraform configurations: syntax, then evaluation."""
