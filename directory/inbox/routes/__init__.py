"""Pages on which a business reads and answers its leads."""
