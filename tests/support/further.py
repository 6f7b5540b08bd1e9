"""What `make test-fast` asks a database: of each file the first case. What needs none is asked in full."""

import pytest

#: Kinds that are no unit: `make test-fast` leaves them out as a whole, so none of them can be a file's first case.
LEFT_OUT = ("browser", "postgres", "hostile", "kill", "large")


def mark_further(items: list[pytest.Item]) -> None:
    """Mark as `further` every case that needs a database, except the first unit of each file."""
    begun = set()
    for item in items:
        if "test_databases" not in getattr(item, "fixturenames", ()):
            continue
        if item.path in begun:
            item.add_marker("further")
        elif not any(item.get_closest_marker(kind) for kind in LEFT_OUT):
            begun.add(item.path)
