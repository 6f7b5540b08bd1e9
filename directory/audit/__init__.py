"""Who did what to which row."""
