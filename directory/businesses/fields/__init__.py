"""The fields of a fact: what there is, how each is read from a person's words, shown, kept, edited and compared."""
