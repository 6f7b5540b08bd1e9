"""Messages and jobs: decided once, sent once, never lost in silence."""
