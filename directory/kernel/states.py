"""State tables: a status moves only along its table, whoever asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.kernel.errors import IllegalMove


@dataclass(frozen=True)
class StateTable:
    """The legal moves of one kind of row: `moves[state]` is the set of states it may go to."""

    name: str
    moves: Mapping[str, frozenset[str]]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order the table names them."""
        return tuple(self.moves)

    def allows(self, old: str, new: str) -> bool:
        """Whether a row in `old` may go to `new`."""
        return new in self.moves.get(old, frozenset())

    def move(self, entity: object, new: str, attribute: str = "state") -> None:
        """Set the row's status, or raise IllegalMove and leave it."""
        old = getattr(entity, attribute)
        if not self.allows(old, new):
            raise IllegalMove(f"{self.name}: {old} -> {new}")
        setattr(entity, attribute, new)


def table(name: str, codes: Iterable[str] | None = None, /, **moves: str) -> StateTable:
    """Build a table from `state="next other"` words; a state with an empty string is final.

    `codes` is the enum that names the states, if there is one. Raises ValueError where the two differ, or where a state
    leads to one that the table does not have.
    """
    built = {state: frozenset(words.split()) for state, words in moves.items()}
    if codes is not None and (unlike := built.keys() ^ set(codes)):
        raise ValueError(f"{name}: {sorted(unlike)} stand in the table or in the enum alone")
    for state, nexts in built.items():
        unknown = nexts - built.keys()
        if unknown:
            raise ValueError(f"{name}: {state} leads to unknown {sorted(unknown)}")
    return StateTable(name, built)
