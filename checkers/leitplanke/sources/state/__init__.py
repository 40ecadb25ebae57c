"""States: what Terraform has made, in its own files and as ``terraform show -json`` prints them."""
