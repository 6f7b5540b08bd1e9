"""Pure decisions of listing pages: what is drawn, what goes into a contact card, what search engines are told."""
