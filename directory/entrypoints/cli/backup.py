"""`flask --app directory backup DIR | restore DIR/COPY`: nothing lost but what came after, nothing sent twice."""

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import click
import flask_migrate
import msgspec
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from directory import config
from directory.config import FILES
from directory.foundation import keys
from directory.foundation import storage as pictures
from directory.foundation.backup import Unusable, copy_database, finish_restore, restore_database
from directory.foundation.db import db
from directory.foundation.health import RESTORE_AGAIN, is_half_restored, newest, trouble
from directory.foundation.settings import settings
from directory.foundation.site import ALL, Site
from directory.kernel import clock
from directory.kernel.files import sha256_of, write_whole
from directory.leads.queries import overview
from directory.outbox import jobs

_MANIFEST, _PICTURES, _KEY = "manifest.json", "photos", ".key"
_NAME = "%Y%m%dT%H%M%SZ"
#: For how long copies are kept: a hundred years at most.
DAYS = click.IntRange(1, 36_500)


class Manifest(msgspec.Struct, frozen=True):
    """What a copy says of itself."""

    made_at: datetime
    #: The migrations of its tables.
    tables: list[str]
    #: The request that was saved last, for the operator; both empty where there was none.
    newest_request: str
    newest_at: datetime | None
    #: The file of the database, and its SHA-256.
    database: str
    sha256: str
    #: Whether pictures are in it. Those in a bucket are the bucket's to keep.
    has_pictures: bool
    #: How many files of pictures, and their bytes; None in copies made before these were counted.
    pictures: tuple[int, int] | None = None


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=DAYS, metavar="DAYS", help="Remove copies in FOLDER older than this.")
def backup(folder: Path, keep: int | None) -> None:
    """Copy database and pictures into FOLDER while the site runs; beside the copy, in its own file, the secret key.

    Whoever has both opens every link: keep them apart. A copy that is not whole has no manifest.
    """
    made_at = datetime.now(UTC)
    copy, is_ours = folder / made_at.strftime(_NAME), False
    try:
        if why := trouble(db.engine):
            raise Unusable(why)
        # What is saved from here on may be in the copy too; that it is not is what the manifest may say.
        saved_last = overview.newest_request(db.session())
        db.session.rollback()
        copy.mkdir(parents=True, mode=0o700)
        is_ours = True
        database = copy_database(db.engine, copy)
        _write(copy, made_at, saved_last, database)
    except (Unusable, OSError) as error:
        # Half a copy is none, and every night's would fill the disk further. One of the same second is another's.
        with suppress(OSError):
            if is_ours:
                _remove(copy)
        raise click.ClickException(f"no copy was made: {_in_words(error)}") from error
    click.echo(f"{copy}\n{copy}{_KEY}   the secret key: keep it somewhere else")
    for old in _older(folder, made_at - timedelta(days=keep)) if keep else ():
        _remove(old)
        click.echo(f"removed {old}")


def _remove(copy: Path) -> None:
    """Remove a copy with its key, where it has one. Raises OSError."""
    copy.with_name(copy.name + _KEY).unlink(missing_ok=True)
    shutil.rmtree(copy)


def _in_words(error: Exception) -> str:
    """An error as a sentence's end: a file and what is wrong with it, or its own words; of many files, the first."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][-1])
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)


def _size(folder: Path) -> tuple[int, int]:
    """How many files are in a folder, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def _write(copy: Path, made_at: datetime, saved_last: tuple[str, datetime] | None, database: Path) -> None:
    """What stands beside the database, the manifest last."""
    values = settings()
    has_pictures = values.storage_url.startswith(FILES)
    source = pictures.folder_of(values)
    if has_pictures and source.is_dir():
        # Written whole and never changed; one that is deleted meanwhile is gone.
        shutil.copytree(source, copy / _PICTURES, copy_function=_copy_file)
    write_whole(copy.with_name(copy.name + _KEY), str(values.secret_key).encode())
    number, saved_at = saved_last or ("", None)
    manifest = Manifest(
        made_at,
        sorted(newest()),
        number,
        saved_at,
        database.name,
        sha256_of(database),
        has_pictures=has_pictures,
        pictures=_size(copy / _PICTURES),
    )
    write_whole(copy / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


def _copy_file(source: str, target: str) -> None:
    """Copy a picture, unless it is gone meanwhile."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


@click.command("restore")
@click.argument("copy", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its secret key.")
@with_appcontext
def restore(copy: Path, key_file: Path | None) -> None:
    """Put COPY back: into an empty database and an INSTANCE without pictures. Web and worker must not run yet.

    What waited in it is held for the operator: it may have gone out after the copy was made.
    """
    try:
        manifest = _read(copy)
        key_file = key_file or copy.with_name(copy.name + _KEY)
        if key_file.is_file() and not config.place_key(key_file.read_bytes()):
            raise Unusable("INSTANCE has another key than the copy: move its file secret_key away, or set SECRET_KEY")
        cast(Site, current_app).furnish(ALL)
        _put_back(copy, manifest)
        if keys.is_another():
            raise Unusable(f"the database is back, and {keys.DIFFER}")
    except (Unusable, OSError) as error:
        raise click.ClickException(_in_words(error)) from error
    saved_last = f"{manifest.newest_request}, {_local(manifest.newest_at)}" if manifest.newest_at else "none"
    click.echo(f"As of {_local(manifest.made_at)}; the request saved last was {saved_last}. What came after is lost.")


def _put_back(copy: Path, manifest: Manifest) -> None:
    """Database, tables and pictures, each as far as an earlier try did not come. Raises Unusable, OSError."""
    target = pictures.folder_of(settings())
    if manifest.has_pictures and target.is_dir() and any(target.iterdir()) and not is_half_restored(db.engine):
        raise Unusable(f"{target} has pictures: put a copy back into an empty folder")
    restore_database(db.engine, copy / manifest.database, manifest.sha256)
    try:
        # First of all, on tables of whatever release: whatever goes wrong from here on, nothing goes out again.
        jobs.hold_waiting()
        flask_migrate.upgrade()
        _hold()
        if manifest.has_pictures and (copy / _PICTURES).is_dir():
            shutil.copytree(copy / _PICTURES, target, dirs_exist_ok=True)
        finish_restore(db.engine)
    except (SQLAlchemyError, OSError, SystemExit) as error:
        # The migration library ends the process by itself, once it has written why.
        why = _in_words(error) if isinstance(error, OSError) else type(error).__name__
        raise Unusable(f"{RESTORE_AGAIN}; nothing is sent before that (it ended by {why})") from error


@click.command("restored")
def restored() -> None:
    """Hold what waits in a database that was put back by other means: it may have gone out. No worker must run yet."""
    _hold()


def _hold() -> None:
    click.echo(f"{jobs.hold_all()} messages are held: they may have gone out since. See /admin/messages, or")
    click.echo("  flask --app directory outbox list --state unsure")


def _read(copy: Path) -> Manifest:
    """The manifest of a copy that is whole. Raises Unusable."""
    try:
        manifest = msgspec.json.decode((copy / _MANIFEST).read_bytes(), type=Manifest)
        is_whole = sha256_of(copy / manifest.database) == manifest.sha256
    except (OSError, msgspec.MsgspecError) as error:
        raise Unusable(f"{copy} is no whole copy: {_MANIFEST} or the database is missing") from error
    if not is_whole:
        raise Unusable(f"{copy} is damaged: its database is not the one that was copied")
    if manifest.pictures not in (None, _size(copy / _PICTURES)):
        raise Unusable(f"{copy} is damaged: its pictures are not all there, or not whole")
    return manifest


def _older(folder: Path, than: datetime) -> list[Path]:
    """The copies in a folder made before a time, by their names."""
    return [path for path in sorted(folder.iterdir()) if (made := _made_at(path)) and made < than]


def _made_at(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name, _NAME).replace(tzinfo=UTC) if path.is_dir() else None
    except ValueError:
        return None


def _local(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M %Z}"
