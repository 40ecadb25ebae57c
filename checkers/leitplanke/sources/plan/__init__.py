"""Plans: what ``terraform show -json`` says that will be."""
