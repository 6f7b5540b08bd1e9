"""Rows for tests, made without going through the doors."""
