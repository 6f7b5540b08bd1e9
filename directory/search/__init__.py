"""Finding businesses: a typed text becomes an ordered list, from an index that each process keeps in memory."""
