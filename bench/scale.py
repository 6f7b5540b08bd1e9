"""A directory of any size: `python -m bench.scale --listings 10000 --into sqlite:////tmp/big.sqlite3`.

Fills a database (SQLite or PostgreSQL, made if it has no tables) with made-up firms through the product's own actions,
so that a program or a person can look at a large directory. What is there already stays: a second run adds the rest.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import firms
from directory import create_app
from directory.businesses import actions as businesses
from directory.businesses.models import Business
from directory.credentials import actions as credentials
from directory.foundation.db import db
from directory.foundation.unit import unit

#: Firms entered in one transaction: more hold the memory of a small machine, fewer pay for more commits.
BATCH = 1000


def application(url: str, folder: Path) -> Flask:
    """The application on a database of its own, migrated and seeded."""
    settings = {"INSTANCE": str(folder), "DATABASE_URL": url, "LENGNUAN_ENV": "development", "RATE_LIMITS": "off"}
    app = create_app(settings)
    with app.app_context():
        upgrade()
    seeded = app.test_cli_runner().invoke(args=["seed"])
    if seeded.exit_code:
        raise SystemExit(seeded.output)
    return app


def fill(app: Flask, listings: int, seed: int = 13) -> int:
    """Bring the directory to so many made-up listings beside those of `seed/`; how many were entered."""
    with app.app_context():
        with unit() as session:
            firms.enter_places(session)
        start = made_up(db.session())
        with click.progressbar(length=max(0, listings - start), label=f"{listings:,} listings", file=sys.stderr) as bar:
            for first in range(start, listings, BATCH):
                batch = [firms.firm(number, seed) for number in range(first, min(first + BATCH, listings))]
                with unit() as session:
                    credentials.state_first_licenses(session, businesses.enter_many(session, batch))
                db.session.remove()
                bar.update(len(batch))
        return max(0, listings - start)


def made_up(session: Session) -> int:
    """How many made-up firms are there."""
    return session.scalar(select(func.count()).where(Business.slug.startswith("firm-"))) or 0


def main() -> None:
    """Fill the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1000, help="how many made-up firms the database is to have")
    parser.add_argument("--seed", type=int, default=13, help="another number makes other firms")
    parser.add_argument("--into", required=True, metavar="URL", help="sqlite:////path or postgresql+psycopg://...")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = application(chosen.into, Path(folder))
        started = time.process_time()
        entered = fill(app, chosen.listings, chosen.seed)
        spent = time.process_time() - started
        with app.app_context():
            db.engine.dispose()
    click.echo(f"{entered:,} listings entered, {1000 * spent / max(1, entered):.2f} ms of CPU a listing")


if __name__ == "__main__":
    main()
