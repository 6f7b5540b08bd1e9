"""Visits: the firm or the homeowner proposes times, the other picks one; moved, cancelled, on the way, late, done."""
