"""Input made to break things, readers who should not read, copies sent twice, a database that is away."""
