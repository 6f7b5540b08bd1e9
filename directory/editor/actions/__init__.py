"""Everything that owners write about their listing: drafts, published changes, phones, pauses."""
