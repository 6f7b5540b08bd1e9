"""Pages of those who sign in; each module has a blueprint of its own."""
