"""People who sign in: contractors and the operator. No passwords, only codes."""
