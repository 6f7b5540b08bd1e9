"""Faults done to the running site on purpose, and what became of what it had acknowledged. See docs/operations.md."""
