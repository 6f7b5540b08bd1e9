"""Modules that are loaded at their first use: what a process never touches costs it neither time nor memory.

Only this module imports by name. A rule test holds the shape in which others ask for it, so that type checkers and the
floors of the house see an ordinary import:

    if TYPE_CHECKING:
        import phonenumbers
    else:
        phonenumbers = later("phonenumbers")
"""

import importlib
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module until something in it is asked for. Threads may ask at once: imports wait for each other."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(self.__name__), name)
        # The next look finds it here. A module that is being loaded (circular) may still change its mind.
        if not name.startswith("__"):
            self.__dict__[name] = value
        return value


def later(name: str) -> ModuleType:
    """The module of this dotted name, imported when an attribute of it is first read.

    An ImportError comes then, too; `tests/test_startup.py` loads every one of them.
    """
    return _Later(name)


def load(reference: str) -> Any:
    """What `package.module:name` names, its module imported now: for tables of names, as that of the commands."""
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)
