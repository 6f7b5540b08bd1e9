"""Public pages read from a replica; whoever changed something, and every page of one person, from the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DatabaseError

from directory import config
from directory.businesses.models import Business
from directory.foundation import replica
from directory.foundation.db import COPY, READS_COPY, db
from directory.foundation.unit import touch, unit
from tests.factories.listings import GAOSHI, seeded
from tests.support.databases import Databases, application

BEFORE, AFTER = "Before Heating", "After Heating"
PAGES = (f"/en/businesses/{GAOSHI}", "/en/find?q=furnace+20850", "/en/", f"/en/request-a-quote?business={GAOSHI}")


def _rename(name: str) -> None:
    with unit() as session:
        business = session.scalars(select(Business).where(Business.slug == GAOSHI)).one()
        business.name_en = name
        touch(session, business.id)


@pytest.fixture
def site(test_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The site, and a replica that is behind: on it one firm still has the name that it had before."""
    with test_databases.empty("postgresql") as url:
        first = application(url, tmp_path)
        with first.app_context():
            upgrade()
            seeded()
            _rename(BEFORE)
            db.session.remove()
            db.engine.dispose()
        address = make_url(url)
        copy = address.set(database=f"{address.database}_copy")
        admin = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {copy.database} TEMPLATE {address.database}"))
        app = application(url, tmp_path, READ_DATABASE_URL=copy.render_as_string(hide_password=False))
        replica.wake()
        with app.app_context():
            _rename(AFTER)
            db.session.remove()
        yield app
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {copy.database} WITH (FORCE)"))
        admin.dispose()
        replica.wake()


def _names(client: FlaskClient) -> list[str]:
    """Which name each public page says."""
    pages = [client.get(path).get_data(as_text=True) for path in PAGES]
    return [name for page in pages for name in (BEFORE, AFTER) if name in page]


def _write(client: FlaskClient) -> None:
    typed = {"reason": "other", "text": "a new phone", "contact": "a@example.com"}
    assert client.post(f"/en/businesses/{GAOSHI}/report", data=typed).status_code == 303


@pytest.mark.postgres
def test_a_visitor_reads_from_the_replica_and_an_author_what_was_written(site: Flask) -> None:
    visitor, author = site.test_client(), site.test_client()
    _write(author)
    assert _names(visitor) == [BEFORE] * len(PAGES)
    assert _names(author) == [AFTER] * len(PAGES)
    # One process answers both, from one index: what the visitor reads of before never becomes what the author reads.
    visitor.get(PAGES[1])
    assert _names(author) == [AFTER] * len(PAGES)


@pytest.mark.postgres
def test_an_author_reads_from_the_replica_again_once_it_must_have_caught_up(site: Flask) -> None:
    author = site.test_client()
    _write(author)
    cookie = author.get_cookie("lengnuan_wrote")
    assert cookie is not None
    assert cookie.max_age == replica.MOST_BEHIND
    assert cookie.http_only
    author.delete_cookie("lengnuan_wrote")
    assert _names(author)[0] == BEFORE


@pytest.mark.postgres
def test_everybody_reads_from_the_database_while_the_replica_is_away(site: Flask) -> None:
    with site.app_context():
        copy = db.engines[COPY].url.database
        db.engines[COPY].dispose()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"DROP DATABASE {copy} WITH (FORCE)"))
    assert _names(site.test_client()) == [AFTER] * len(PAGES)


@pytest.mark.postgres
def test_nothing_can_be_written_to_the_replica(site: Flask) -> None:
    with site.app_context():
        db.session().info[READS_COPY] = True
        with pytest.raises(DatabaseError, match="read-only"):
            db.session.execute(text("UPDATE businesses SET name_en = 'x'"))
        db.session.rollback()
        # A unit goes to the database, whatever the page read from.
        _rename("Written Heating")
        assert db.session.scalar(select(Business.name_en).where(Business.slug == GAOSHI)) == "Written Heating"
        db.session.remove()


def test_a_replica_of_sqlite_is_refused(tmp_path: Path) -> None:
    given = {"INSTANCE": str(tmp_path), "READ_DATABASE_URL": "postgresql://u@h/d"}
    with pytest.raises(ValueError, match="READ_DATABASE_URL is a replica of PostgreSQL"):
        config.load(given)
    with pytest.raises(ValueError, match="READ_DATABASE_URL must be another database than DATABASE_URL"):
        config.load({**given, "DATABASE_URL": "postgresql://u@h/d"})
    with pytest.raises(ValueError, match="READ_DATABASE_URL must begin with"):
        config.load({**given, "DATABASE_URL": "postgresql://u@h/d", "READ_DATABASE_URL": "sqlite:////x"})
    binds = config.load({**given, "DATABASE_URL": "postgresql://u@h/e"})["SQLALCHEMY_BINDS"]
    assert list(binds) == [COPY]  # type: ignore[call-overload]
