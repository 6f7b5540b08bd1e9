"""Finding businesses: one interface, a brute-force evaluator behind it."""
