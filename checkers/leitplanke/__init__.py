"""Leitplanke: policy as code for infrastructure that handles customers' data."""

__version__ = "0.1.0"
