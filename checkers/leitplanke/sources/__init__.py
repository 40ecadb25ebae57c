"""Readers of the world: each turns one kind of input into an inventory and diagnostics. They know no policy."""
