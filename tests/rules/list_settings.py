"""The page of settings, from `directory/config.py`: `python -m tests.rules.list_settings > docs/configuration.md`."""

import sys
from collections.abc import Mapping

from directory.config import SETTINGS, Setting

_ABOVE = """\
# Settings

<!-- Written by `make docs` from directory/config.py. Change it there. -->

The site reads environment variables and nothing else. All of them are read in `directory/config.py` (`SEED` before it,
with the first table). A setting that is empty counts as unset; an empty `SECRET_KEY` stops the start. On a server they
stand in `/etc/lengnuan.env` ([example](../deploy/lengnuan.env.example)); web, worker and every command need the same
ones. What cannot be meant stops the start, and so does a secret that others would think of and a name that is nearly
one of these: every such setting is named, with what it must be, and never with what was written.

| name | default | meaning |
|---|---|---|
"""


def page(settings: Mapping[str, Setting]) -> str:
    """The Markdown page of these settings; a default that is empty is "none"."""
    lines = (
        f"| `{name}` | {f'`{setting.default}`' if setting.default else 'none'} | {_cell(setting.meaning)} |\n"
        for name, setting in settings.items()
    )
    return _ABOVE + "".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page(SETTINGS))
