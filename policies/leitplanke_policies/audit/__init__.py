"""What is recorded of use."""
