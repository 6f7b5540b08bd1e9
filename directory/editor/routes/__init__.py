"""The desk's pages; each module has a blueprint of its own."""
