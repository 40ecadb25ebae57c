"""The policies that come with Leitplanke."""
