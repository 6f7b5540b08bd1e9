"""Gates: who may pass a route. Every view names its gate; a rule test refuses a view without one."""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])

#: What each gate means. Enforcement stands in the slice's access.py or beside its views.
GATES = {
    "public": "anybody",
    "request-form": "whoever holds the key of a form that was not sent yet",
    "request-token": "whoever holds the homeowner's link",
    "lead-token": "whoever holds the business's link of one lead",
    "warranty-token": "whoever holds the link of a warranty card",
    "review-token": "the author of a review, by its link",
    "mail-token": "whoever holds the link in a mail that turns mails like it off",
    "signed-in": "somebody who is signed in; only what is theirs",
    "member": "the owner or a colleague of the business in the address",
    "owner": "the owner of the business in the address",
    "invitation-token": "whoever holds an invitation's link",
    "confirm-token": "whoever holds the link that asks whether one listing is still true",
    "listing-draft": "the browser that began to list a business, or who proved its phone",
    "operator": "the operator",
    "loopback": "development mode and this machine only",
    "local-metrics": "this machine only",
    "signature": "the SMS gateway, by its signature",
}


def gate(name: str) -> Callable[[View], View]:
    """Mark a view with its gate; KeyError for a gate that does not exist."""
    if name not in GATES:
        raise KeyError(name)

    def mark(view: View) -> View:
        view.gate = name  # type: ignore[attr-defined]
        return view

    return mark
