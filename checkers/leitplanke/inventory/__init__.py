"""What was found: resources, the graph between them, and the types of their facets."""
