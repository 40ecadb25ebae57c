"""Terraform's language as a syntax tree: what a file says, not yet what it means.

`parse.parse` reads a file, `tree` holds the nodes. Two readers build the same tree; see `parse` for which one does.
"""
