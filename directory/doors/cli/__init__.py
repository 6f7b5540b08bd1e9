"""Commands. Each module here makes one command or group; `register` ties them to the application."""

from flask import Flask

from directory.doors.cli.ads import ads
from directory.doors.cli.key import key_group
from directory.doors.cli.licenses import licenses
from directory.doors.cli.operator import operator
from directory.doors.cli.outbox import outbox_group
from directory.doors.cli.printing import print_command
from directory.doors.cli.purge import purge_command
from directory.doors.cli.search import search
from directory.doors.cli.seed import seed

COMMANDS = (ads, key_group, licenses, operator, outbox_group, purge_command, search, seed)


def register(app: Flask) -> None:
    """Add every command of ours to `flask --app directory`."""
    ads.add_command(print_command)
    for command in COMMANDS:
        app.cli.add_command(command)
