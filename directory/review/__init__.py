"""The operator's review: ads that wait, one ad beside what was read from it, the decision; what is told by phone."""
