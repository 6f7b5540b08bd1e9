"""The roof's table of commands: where each one is, and what of the application it needs."""

from collections.abc import Iterator

from directory.entrypoints.cli import Command, Commands, Group
from directory.foundation.site import ROWS

#: Every command of ours, and the migration library's.
COMMANDS: dict[str, Command | Group] = {
    "ads": Group(
        "Printed ads: read them, take them in for review.",
        {
            "parse": Command("directory.entrypoints.cli.ads:parse_command", needs=None),
            "import": Command("directory.entrypoints.cli.imports:import_command"),
            "page": Command("directory.entrypoints.cli.listings:page_command"),
            "print": Command("directory.entrypoints.cli.listings:print_command"),
        },
    ),
    "backup": Command("directory.entrypoints.cli.backup:backup", needs=ROWS),
    "check": Command("directory.entrypoints.cli.check:check", needs=None),
    "db": Command("flask_migrate.cli:db"),
    "key": Command("directory.entrypoints.cli.data:key_group"),
    "licenses": Command("directory.entrypoints.cli.imports:licenses"),
    "mail": Group(
        "Mails that came back.",
        {"bounce": Command("directory.entrypoints.cli.operator:bounce_command")},
    ),
    "operator": Command("directory.entrypoints.cli.operator:operator"),
    "outbox": Command("directory.entrypoints.cli.operator:outbox_group"),
    "plates": Group(
        "Nameplates of equipment: what a photo of one says.",
        {"read": Command("directory.entrypoints.cli.plates:read_command", needs=None)},
    ),
    "purge": Command("directory.entrypoints.cli.data:purge_command"),
    "restore": Command("directory.entrypoints.cli.backup:restore", needs=None),
    "restored": Command("directory.entrypoints.cli.backup:restored"),
    "search": Command("directory.entrypoints.cli.listings:search", needs=ROWS),
    "seed": Command("directory.entrypoints.cli.data:seed"),
    "texts": Group(
        "Texts that came in: what they mean.",
        {"read": Command("directory.entrypoints.cli.texts:read_command", needs=None)},
    ),
    "version": Command("directory.entrypoints.cli.data:version_command", needs=None),
    "worker": Command("directory.entrypoints.worker:worker_command"),
}


def commands(name: str) -> Commands:
    """`flask --app directory`, with every command by its name."""
    return Commands(COMMANDS, name=name)


def references() -> Iterator[str]:
    """Where each command is: `module:name`."""
    for entry in COMMANDS.values():
        yield from (c.reference for c in entry.commands.values()) if isinstance(entry, Group) else (entry.reference,)
