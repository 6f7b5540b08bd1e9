"""Writing businesses: what is known of them, whether their phones may be texted, whether they are on the pages."""

from directory.businesses.actions.bulk import NewBusiness, enter_many
from directory.businesses.actions.facts import add_facts, enter, merge, reproject, retract_facts
from directory.businesses.actions.states import (
    confirm,
    enter_new,
    locked,
    note_alive,
    note_answer,
    note_lead_text,
    publish,
    remove,
    set_contact_state,
    suspend,
)
from directory.businesses.rules import FactDraft

__all__ = [
    "FactDraft",
    "NewBusiness",
    "add_facts",
    "confirm",
    "enter",
    "enter_many",
    "enter_new",
    "locked",
    "merge",
    "note_alive",
    "note_answer",
    "note_lead_text",
    "publish",
    "remove",
    "reproject",
    "retract_facts",
    "set_contact_state",
    "suspend",
]
