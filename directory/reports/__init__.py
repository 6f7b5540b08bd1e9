"""Wrong or remove this listing."""
