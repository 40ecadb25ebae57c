"""The only place that turns a catalogue row, a resource and its inventory into facets."""
