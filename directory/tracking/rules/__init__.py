"""What the homeowner is told: of one business (status.py), and of the request as a whole (page.py)."""
