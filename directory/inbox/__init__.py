"""What a business sees of a lead, and how it answers."""
