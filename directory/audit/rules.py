"""The words of the audit trail: acts by the slices that record them, and what stands around an act."""

from directory.foundation.i18n import Labelled


class Act(Labelled):
    """Base of a slice's table of acts: each code as it is stored, with what the operator reads, who did it left out."""


#: Every act that can be recorded, by its code: what wiring registered.
acts: dict[str, Act] = {}


def register(table: type[Act]) -> None:
    """Make a slice's acts known; again changes nothing. Raises ValueError for a code that another slice has."""
    for act in table:
        if not isinstance(acts.setdefault(act, act), table):
            raise ValueError(f"{table.__name__} and {type(acts[act]).__name__} both record {act}")


def act_label(code: str) -> str:
    """What was done, in the language spoken; the code itself where no slice records it any longer."""
    return str(acts[code].label) if code in acts else code
