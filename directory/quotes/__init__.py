"""Priced answers and the conversation on a lead."""
