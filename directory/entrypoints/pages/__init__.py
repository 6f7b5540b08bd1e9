"""Pages that belong to no feature: about, health, robots, errors."""
