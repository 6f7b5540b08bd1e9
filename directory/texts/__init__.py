"""Reading what contractors text back: one text, one intent (`seed/texts.toml`). Pure: no database, no clock."""
