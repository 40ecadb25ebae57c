"""Calls to clouds: what is asked, how gently, and what becomes of the answers."""
