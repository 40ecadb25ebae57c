"""What earlier runs found out, kept outside the scanned project, and used only if all it rests on is the same."""
