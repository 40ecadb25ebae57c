"""What data cannot say: collectors in code, named by the ``handler`` of a collector file."""
