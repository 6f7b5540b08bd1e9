"""`flask --app directory texts read FILE`: what inbound texts mean, in a terminal. Loads no database."""

import json
from datetime import date
from typing import BinaryIO

import click
import msgspec

from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read

#: A line of a file may be so long, in bytes; a text has 1,600 characters at most.
LONGEST_LINE = 1 << 20


class _Line(msgspec.Struct):
    """One line of the input: a text of a phone with these open customers, the oldest first."""

    text: str
    today: date
    id: str | int | None = None
    open: tuple[OpenLead, ...] = ()


@click.command("read")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def read_command(file: BinaryIO, as_json: bool) -> None:
    """Show what each text of FILE means (JSON lines; - reads standard input). Writes nothing, needs no database."""
    for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        if not raw.strip():
            continue
        try:
            line = msgspec.convert(json.loads(raw), _Line)
        except UnicodeDecodeError:
            raise click.ClickException(f"line {number}: not UTF-8") from None
        except (json.JSONDecodeError, RecursionError):
            raise click.ClickException(f"line {number}: not a JSON object") from None
        except ValueError as error:
            raise click.ClickException(f"line {number}: {error}") from None
        reading = msgspec.to_builtins(read(line.text, line.open, line.today))
        if as_json:
            click.echo(json.dumps({"id": line.id, **reading}, ensure_ascii=False))
        else:
            facts = " ".join(f"{name}={value}" for name, value in reading.items() if value not in (None, False))
            click.echo(f"{line.text!r}: {facts}")
