"""CPU of the pages people use most, as ratios to a floor page of equal bytes: `python -m bench.web [--json]`.

The floor is a Jinja page through the same application, hooks, headers and log lines, with no query. Everything runs
in one process, on SQLite as it ships (WAL, synchronous=FULL), with the five listings of seed/.
"""

import argparse
import contextlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from bench import floor
from bench.measure import HEADER, Ratio, compare
from directory import create_app
from directory.businesses.actions import set_contact_state
from directory.businesses.queries import by_slugs
from directory.businesses.rules import ContactEvidence
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock

LANGUAGE, BUSINESS = "zh-hans", "gaoshi-lengnuan"
PAGES = {
    "home": f"/{LANGUAGE}/",
    "find": f"/{LANGUAGE}/find?q=空调维修&place=20850",
    "business": f"/{LANGUAGE}/businesses/{BUSINESS}",
}
FORM = f"/{LANGUAGE}/request-a-quote?business={BUSINESS}"
POSTS_A_ROUND, ROUNDS = 20, 7
#: The form refuses what comes back faster than a person types.
OLD_ENOUGH = timedelta(seconds=10)


@contextlib.contextmanager
def site() -> Iterator[Flask]:
    """The application on a fresh, seeded database in a folder of its own; log lines are written and thrown away."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        app = create_app({"INSTANCE": folder, "LENGNUAN_ENV": "development", "RATE_LIMITS": "off"})
        floor.add_to(app)
        with app.app_context():
            upgrade()
        seeded = app.test_cli_runner().invoke(args=["seed"])
        if seeded.exit_code:
            raise SystemExit(seeded.output)
        with app.app_context(), unit() as session:
            # A firm that never agreed is texted twice and then only called: the bench sends more than that.
            for business in by_slugs(session, [BUSINESS]):
                for point in business.contact_points:
                    set_contact_state(session, point.id, "agreed", ContactEvidence.TOLD_OPERATOR, "operator")
        yield app
        with app.app_context():
            db.engine.dispose()


def page_call(app: Flask, path: str) -> Callable[[], bytes]:
    """A visitor who opens `path` again and again."""
    client = app.test_client()

    def call() -> bytes:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        return answer.get_data()

    return call


def floor_call(app: Flask, size: int) -> Callable[[], bytes]:
    """The floor page, made `size` bytes long."""
    app.config["FLOOR_ROWS"] = []
    plain = page_call(app, f"/{LANGUAGE}/bench-floor")
    shell = len(plain())
    rows = floor.rows_for(1_000_000, shell)
    app.config["FLOOR_ROWS"] = rows[:100]
    row_bytes = (len(plain()) - shell) / 100
    wanted = rows[: max(0, round((size - shell) / row_bytes))]

    def call() -> bytes:
        app.config["FLOOR_ROWS"] = wanted
        return plain()

    return call


def measure_page(app: Flask, name: str, path: str) -> tuple[Ratio, int]:
    """One page against its floor, and its size in bytes."""
    call = page_call(app, path)
    size = len(call())
    return compare(name, call, floor_call(app, size)), size


def _filled(client: FlaskClient, number: int) -> dict[str, object]:
    """The fields of a request as one homeowner would send them."""
    html = client.get(FORM).get_data(as_text=True)
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', html) for name in ("csrf_token", "request_key")}
    values = {name: match.group(1) for name, match in hidden.items() if match}
    return {
        **values,
        "business": [BUSINESS],
        "service": "repair",
        "zip": "20850",
        "urgency": "48h",
        "safety": "none",
        "name": f"Bench {number}",
        "phone": f"301-555-01{number % 100:02d}",
        "lang": "en",
        "consent": ["*:call"],
    }


def measure_post(app: Flask) -> tuple[Ratio, int]:
    """Sending a request (one commit to disk each), against a floor page as long as the form."""
    client = app.test_client()
    size = len(client.get(FORM).get_data())
    numbers = count()
    waiting: list[dict[str, object]] = []

    def prepare(times: int) -> None:
        waiting.extend(_filled(client, next(numbers)) for _ in range(times))

    def post() -> None:
        answer = client.post(FORM, data=waiting.pop())
        if answer.status_code != 303:
            raise SystemExit(f"the form answered {answer.status_code}")

    prepare(1 + ROUNDS * POSTS_A_ROUND)
    moment = clock.now() + OLD_ENOUGH
    with clock.use(lambda: moment):
        return compare("request POST", post, floor_call(app, size), rounds=ROUNDS, times=POSTS_A_ROUND), size


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    with site() as app:
        measured = [measure_page(app, name, path) for name, path in PAGES.items()]
        measured.append(measure_post(app))
    if as_json:
        print(json.dumps([{**asdict(ratio), "bytes": size} for ratio, size in measured]))
        return
    print(HEADER)
    for ratio, size in measured:
        print(f"{ratio.line()}  ({size:,} bytes)")


if __name__ == "__main__":
    main()
