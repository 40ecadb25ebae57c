"""Saved inventories: what is kept of records, in which form, and where a scan puts it."""
