"""Every command: what its help says, and that each mistake of whoever types it is told in a sentence."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import text

from directory.app import application
from directory.commands import COMMANDS
from directory.foundation.db import db
from tests.rules.source import ROOT
from tests.support import databases

NOTHING = os.devnull
#: By command, words that it takes. Of a command that is not here every test below fails.
WORDS: dict[str, tuple[str, ...]] = {
    "ads import": (NOTHING,),
    "ads page": (),
    "ads parse": (NOTHING,),
    "ads print": ("gaoshi",),
    "backup": ("FOLDER/copies",),
    "check": (),
    "key accept": ("--yes",),
    "licenses import": (NOTHING,),
    "mail bounce": (NOTHING,),
    "operator introduce": ("2405550100", "--state", "agreed", "--how", "called"),
    "operator invite": ("chen@example.com",),
    "operator remove": ("gaoshi",),
    "operator reports": (),
    "operator settle": ("1",),
    "outbox list": (),
    "outbox retry": ("1",),
    "outbox show": ("1",),
    "plates read": (NOTHING,),
    "purge": (),
    "restore": ("FOLDER/none",),
    "restored": (),
    "search": ("ac",),
    "seed": (),
    "texts read": (NOTHING,),
    "version": (),
    "worker": ("--once",),
}
#: What somebody types by mistake, and what they are told.
MISTAKES: dict[str, str] = {
    "nonsense": "No such command 'nonsense'",
    "outbox nonsense": "No such command 'nonsense'",
    "version extra": "unexpected extra argument",
    "ads parse FOLDER/none": "No such file",
    "ads parse FOLDER/bytes": "neither UTF-8 nor GB18030 nor Big5",
    "ads parse FOLDER": "Is a directory",
    "ads import FOLDER/none": "does not exist",
    "ads import FOLDER/bytes": "neither UTF-8 nor GB18030 nor Big5",
    "ads import FOLDER/bytes --printed-on 2026-13-01": "does not match the format",
    "ads print nobody": "nobody: no published listing has this slug",
    "ads print nobody --lang xx": "'xx' is not one of 'en', 'zh-hans', 'zh-hant'",
    "ads page --date yesterday": "does not match the format",
    "backup FOLDER/bytes": "is a file",
    "backup /proc/copies": "no copy was made: /proc/copies: No such file or directory",
    "backup FOLDER --keep 0": "0 is not in the range",
    "check --send-to somebody": "--send-to must be one phone number or one email address",
    "licenses import FOLDER/bytes": "named otherwise than a list of ours",
    "mail bounce FOLDER/none": "No such file",
    "operator invite": "Missing argument 'EMAIL'",
    "operator invite somebody": "somebody: not an email address",
    "operator invite 2405550100": "2405550100: not an email address",
    "operator invite chen@example.com --language xx": "'xx' is not one of",
    "operator remove nobody": "there is no business nobody",
    "operator introduce 123 --state agreed --how called": "123: not a whole phone number",
    "operator introduce +442071234567 --state agreed --how called": "not a US or Canadian number",
    "operator introduce 2405550100 --state agreed --how called": "no business has the phone",
    "operator introduce 2405550100 --state perhaps --how called": "'perhaps' is not one of",
    "operator settle 99": "there is no report 99",
    "operator settle 99999999999999999999": "is not in the range",
    "outbox list --state lost": "'lost' is not one of",
    "outbox list --limit -1": "-1 is not in the range",
    "outbox list --limit 1000000": "1000000 is not in the range",
    "backup FOLDER --keep 99999999999": "is not in the range",
    "outbox show 99": "there is no message 99",
    "outbox show 99999999999999999999": "is not in the range",
    "outbox retry 99": "there is no message 99",
    "plates read FOLDER/bytes": "It is not a JPEG, PNG, WebP or HEIC picture",
    "restore FOLDER/none": "does not exist",
    "restore FOLDER": "is no whole copy",
    "texts read FOLDER/none": "No such file",
    "texts read FOLDER/bytes": "line 1: not UTF-8",
    "texts read FOLDER/words": "line 1: not a JSON object",
}
#: A database that cannot be used, and what is said of it.
UNUSABLE = {
    "no-tables": "the database waits for: flask --app directory db upgrade",
    "no-folder": "the database does not answer",
    "nobody-there": "the database does not answer",
    "no-database": "the database does not answer (file is not a database)",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that somebody may name by mistake."""
    (tmp_path / "bytes").write_bytes(b"caf\xe9 \xff\xfe")
    (tmp_path / "words").write_text("{no")
    return tmp_path


def run(app: Flask, folder: Path, *words: str) -> Result:
    """A command as it is typed; FOLDER stands for the folder."""
    typed = [word.replace("FOLDER", str(folder)) for word in words]
    return CliRunner().invoke(app.cli, typed, obj=ScriptInfo(create_app=lambda: app), input="")


def is_in_a_sentence(result: Result, says: str) -> bool:
    """Whether a command failed with these words, and told of it at the end, once, without a traceback."""
    is_an_end = isinstance(result.exception, SystemExit) and result.exit_code in (1, 2)
    return is_an_end and says in result.output and "Traceback" not in result.output


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command of ours by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        elif command is not None and (path or name)[0] != "db" and (path[0] if path else name) in COMMANDS:
            yield " ".join((*path, name)), command


def test_every_command_has_its_words_here_and_help_that_is_a_sentence(app: Flask) -> None:
    commands = {name: command for name, command in leaves(app.cli) if not name.startswith("db ")}
    assert set(commands) == set(WORDS)
    for name, command in commands.items():
        first = (command.help or "").partition("\n\n")[0]
        assert first[:1].isupper(), name
        assert first.endswith("."), name
        assert command.get_short_help_str(500).rstrip("."), name


@pytest.mark.parametrize("typed", MISTAKES)
def test_a_mistake_is_told_in_a_sentence(app: Flask, folder: Path, typed: str) -> None:
    result = run(app, folder, *typed.split())
    assert is_in_a_sentence(result, MISTAKES[typed]), result.output


@pytest.mark.parametrize("why", UNUSABLE)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    folder: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every command that needs one; the others do what they do."""
    monkeypatch.setenv("INSTANCE", str(folder / "instance"))
    addresses = {
        "no-tables": f"sqlite:///{folder}/new.sqlite3",
        "no-folder": f"sqlite:///{folder}/none/site.sqlite3",
        "nobody-there": "postgresql+psycopg://site:secret@127.0.0.1:1/site",
        "no-database": f"sqlite:///{folder}/bytes",
    }
    app = application({"DATABASE_URL": addresses[why], "SECRET_KEY": databases.SECRET_KEY})
    refusals = set()
    for name, words in WORDS.items():
        # The worker waits for its database; check says of it what it says of everything.
        if name not in ("worker", "check"):
            result = run(app, folder, *name.split(), *words)
            assert result.exit_code == 0 or is_in_a_sentence(result, "Error: "), (name, result.output, result.exception)
            assert "secret" not in result.output.replace("secret key", ""), name
            refusals |= {name} if UNUSABLE[why] in result.output else set()
    assert len(refusals) >= 10, refusals


@pytest.mark.own_application
def test_an_upgrade_that_cannot_be_done_is_not_answered_with_the_same_command(app: Flask, folder: Path) -> None:
    """Tables that are there already, as after an upgrade that was cut off or a copy of another time."""
    with db.engine.begin() as connection:
        newest = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        result = run(app, folder, "db", "upgrade")
        assert is_in_a_sentence(result, "Error: the tables could not be brought up to date: "), result.output
        assert "waits for" not in result.output
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})


def test_whoever_reads_only_the_first_line_ends_it_without_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "directory"), "texts", "read", "-"]
    line = b'{"text": "1", "today": "2026-11-30"}\n'
    process = subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, complaint = process.communicate(line * 20_000)
    assert (process.returncode, complaint) == (1, b"")


def test_a_terminal_that_cannot_show_chinese_gets_the_rest_from_any_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "directory"), "texts", "read", "-"]
    line = '{"text": "好的 ok", "today": "2026-11-30"}\n'.encode()
    surroundings = os.environ | {"PYTHONIOENCODING": "latin-1", "LC_ALL": "nonsense"}
    done = subprocess.run(command, cwd=tmp_path, input=line, env=surroundings, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"'?? ok'")
