"""AWS: what its interfaces say of the accounts of an organisation."""
