"""Printed ads: their text as it stood, and the facts read from it."""
