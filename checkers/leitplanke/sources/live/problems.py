"""Errors that the user of a scan can do something about."""


class ScanError(ValueError):
    """A scan cannot begin. The text is one sentence for the user, and what to do next."""
