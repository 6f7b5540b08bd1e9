"""State tables of a business and of the phones it can be texted at."""

from directory.kernel.states import table

BUSINESS = table(
    "business",
    draft="published removed",
    published="suspended closed removed",
    suspended="published closed removed",
    closed="removed",
    removed="",
)

#: Whether a printed phone may be texted (people.md 2.4). `calls_only` also after two unanswered texts.
CONTACT_POINT = table(
    "contact point",
    not_introduced="agreed calls_only no_texts cannot_receive",
    agreed="calls_only no_texts cannot_receive",
    calls_only="agreed no_texts cannot_receive",
    no_texts="agreed",
    cannot_receive="agreed calls_only no_texts",
)

#: Texts without any answer after which a business that never agreed is only called.
UNANSWERED_TEXTS = 2

#: Whose word wins when sources differ; license status takes the registry first.
SOURCES = ("owner", "registry", "reviewer", "phone", "ad")


def is_textable(state: str, *, text_unintroduced: bool = True) -> bool:
    """Whether a first text may go to a phone in this state; `text_unintroduced` is the setting TEXT_UNINTRODUCED."""
    return state == "agreed" or (state == "not_introduced" and text_unintroduced)
