"""What a text that takes a customer says to that customer beside its yes: a question, or when somebody comes."""

from datetime import date

from msgspec.structs import replace

from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.table import pattern
from directory.texts.rules.text import Text


def speaks_beside(body: str, lead: OpenLead, today: date) -> bool:
    """Whether a text that takes a customer asks that customer something too, or says when he comes: 1，明天下午到.

    What it says must be words for this customer once taken; whoever asks for the number only has it with the yes.
    """
    reading = read(body, [replace(lead, state="accepted")], today)
    if reading.intent is not Intent.WORDS or not reading.pass_on:
        return False
    asks, when, number = (pattern("beside", key) for key in ("asks", "when", "number"))
    clauses = (clause for clause in Text(body).clauses if not number.search(clause))
    return any(asks.search(clause) or when.search(clause) for clause in clauses)
