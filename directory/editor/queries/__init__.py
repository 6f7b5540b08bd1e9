"""What a contractor's desk reads."""
