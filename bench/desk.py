"""Pages that list years of work, by how much of it there is: `python -m bench.desk --rows 100 10000 1000000 [--json]`.

Requests, leads, messages, texts and acts of the trail, as many rows of each as said, then the CPU of each page (the
middle of several) and its multiple of the page with the fewest rows. `--engine postgresql` for the other engine, whose
own CPU is not in the figures. What a page makes the database do is counted in tests/operator/test_growth.py.
"""

import argparse
import io
import json
import statistics
import tempfile
from contextlib import ExitStack, redirect_stderr
from pathlib import Path

import click
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from bench import history
from bench.queries import cpu_ms
from bench.scale import application
from directory.accounts import actions as accounts
from directory.accounts.models import Membership, Person
from directory.businesses.queries import any_by_slug
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from tests.support import postgres

FIRM = "gaoshi-lengnuan"
PAGES = (
    "/admin",
    "/admin/requests",
    "/admin/requests?state=won",
    "/admin/messages",
    "/admin/messages?state=failed",
    "/admin/threads",
    "/admin/audit",
    f"/en/manage/{FIRM}/leads?tab=done",
    "/metrics",
)
ROUNDS = 9


def measure(url: str, rows: int) -> dict[str, float]:
    """CPU ms of each page of a new directory with so many rows of everything."""
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        app = application(url, Path(folder))
        with app.app_context():
            upgrade()
            app.test_cli_runner().invoke(args=["seed"])
            client, costs = app.test_client(), {}
            _sign_in(client)
            with unit() as session:
                history.fill(session, rows, clock.now())
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
            db.session.remove()
        for path in PAGES:
            if client.get(path).status_code != 200:
                raise SystemExit(f"{path} does not answer")
            costs[path] = statistics.median(cpu_ms(lambda path=path: client.get(path)) for _ in range(ROUNDS))  # type: ignore[misc]
        with app.app_context():
            db.engine.dispose()
    return costs


def _sign_in(client: FlaskClient) -> None:
    """Somebody who is the operator and owns the firm."""
    with unit() as session:
        business = any_by_slug(session, FIRM)
        if business is None:
            raise SystemExit("the seed is not there")
        person = Person(name="Bench", language="en", is_operator=True)
        session.add(person)
        session.flush()
        session.add(Membership(person_id=person.id, business_id=business.id, role="owner", created_by="operator:1"))
        session.flush()
        token = accounts.sign_in(session, person.id, "bench")
    client.set_cookie("lengnuan_session", token)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[100, 10_000], help="rows of each table")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    measured: dict[int, dict[str, float]] = {}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(postgres.server()) if chosen.engine == "postgresql" else ""
        for rows in chosen.rows:
            click.echo(f"{rows:,} rows", err=True)
            url = f"sqlite:///{folder}/desk-{rows}.sqlite3"
            if server:
                admin = create_engine(server, isolation_level="AUTOCOMMIT")
                with admin.connect() as connection:
                    connection.execute(text(f"CREATE DATABASE desk_{rows}"))
                url = admin.url.set(database=f"desk_{rows}").render_as_string(hide_password=False)
                admin.dispose()
            measured[rows] = measure(url, rows)
    if chosen.json:
        print(json.dumps(measured, indent=1))
        return
    fewest = measured[min(measured)]
    print(f"{'CPU ms (multiple of the fewest)':<40}" + "".join(f"{rows:>18,}" for rows in measured))
    for path in PAGES:
        cells = (f"{costs[path]:.1f} ({costs[path] / fewest[path]:.2f})" for costs in measured.values())
        print(f"{path:<40}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main()
