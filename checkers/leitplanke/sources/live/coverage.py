"""What was read and what was not, as sources say it."""

from leitplanke.inventory.coverage import Coverage, State

__all__ = ["Coverage", "State"]
