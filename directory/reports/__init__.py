"""Reports about a listing: something is wrong with it, or it should be removed."""
