"""From syntax to values: expressions, modules, stacks."""
