"""Workers killed on purpose."""
