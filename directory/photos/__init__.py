"""Photos: what people send of their equipment, read anew, kept apart from the database, shown to few."""
