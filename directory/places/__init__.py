"""States, counties, cities and ZIP codes, and what people call them."""
