"""A contractor's request to manage a business that is listed already."""
