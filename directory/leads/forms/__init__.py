"""The quote request's form: its fields, its hidden key, and what it makes of them."""

from directory.leads.forms.request import PREFILLED, QuoteRequestForm

__all__ = ["PREFILLED", "QuoteRequestForm"]
