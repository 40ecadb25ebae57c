"""From records to resources: the second expressions of the catalogue's rows, applied."""
