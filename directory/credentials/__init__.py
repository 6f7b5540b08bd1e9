"""Licenses and insurance: what is stated, what was checked, and how to say so."""
