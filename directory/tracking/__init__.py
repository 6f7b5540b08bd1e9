"""The homeowner's own page of a request."""
