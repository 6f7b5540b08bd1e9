"""What a contractor's desk writes."""
