"""Messages and jobs: the row is the queue."""
