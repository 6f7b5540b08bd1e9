"""Reviews: what a homeowner says of work that was done, after a request through this site."""
