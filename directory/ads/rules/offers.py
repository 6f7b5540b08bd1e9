"""Languages spoken, and what else an ad offers: around the clock, free estimates, financing, rebates."""
