"""Pure decisions about a scanned page: what its lines are, which of them make an ad, and what is wrong with a file."""
