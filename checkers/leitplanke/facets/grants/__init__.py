"""Grants: access in whatever form a cloud writes it, normalised."""
