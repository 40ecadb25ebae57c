"""Use cases: what a caller wants done, without arguments, terminals or exit codes."""
