"""Commands. Each module here makes one command or group; `register` ties them to the application."""

from flask import Flask

from directory.entrypoints.cli.ads import ads
from directory.entrypoints.cli.key import key_group
from directory.entrypoints.cli.licenses import licenses
from directory.entrypoints.cli.operator import operator
from directory.entrypoints.cli.outbox import outbox_group, purge_command, seed
from directory.entrypoints.cli.search import print_command, search

COMMANDS = (ads, key_group, licenses, operator, outbox_group, purge_command, search, seed)


def register(app: Flask) -> None:
    """Add every command of ours to `flask --app directory`."""
    ads.add_command(print_command)
    for command in COMMANDS:
        app.cli.add_command(command)
