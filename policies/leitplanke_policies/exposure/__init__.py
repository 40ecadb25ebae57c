"""What can be reached by anyone."""
