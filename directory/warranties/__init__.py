"""Warranty cards: what was promised with a job that is done, the homeowner's for years."""
