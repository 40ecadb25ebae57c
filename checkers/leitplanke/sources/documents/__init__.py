"""JSON that Terraform writes: what plans and states have in common."""
