"""What contractors do, which brands they carry, what homeowners ask: codes and their words in three languages."""
