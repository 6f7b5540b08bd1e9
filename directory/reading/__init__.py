"""The text engine: folding, offsets, lexicon, syllables and contacts, used by search and by ads. Pure."""
