"""A published listing as a newspaper ad or a business card."""
