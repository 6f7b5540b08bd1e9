"""CPU of the pages people use most, as ratios to a floor page of equal bytes: `python -m bench.web [--json]`.

The floor is a Jinja page through the same application, hooks, headers and log lines, with no query. Everything runs
in one process, on SQLite as it ships (WAL, synchronous=FULL), with the five listings of seed/ and limits on. Searches
are asked as people ask: two hundred different words and places, each once a round. Beside the ratio stands how many
statements one call takes, and the target.
"""

import argparse
import contextlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count, cycle
from statistics import mean
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, select

from bench import floor
from bench.measure import HEADER, Ratio, compare
from directory import create_app
from directory.businesses.actions import set_contact_state
from directory.businesses.queries import by_slugs
from directory.businesses.rules import ContactEvidence
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest

LANGUAGE = "zh-hans"
BUSINESSES = ("gaoshi-lengnuan", "fangshi-lengnuan", "huafu-lengnuan-kongtiao")
WORDS = [
    "furnace repair",
    "空调维修",
    "heat pump",
    "暖气不热",
    "no heat",
    "热水炉",
    "water heater",
    "mini split",
    "冷气",
    "duct cleaning",
    "格力",
    "Carrier",
    "Trane AC",
    "漏水",
    "空调不冷",
    "AC not cooling",
    "换空调",
    "install central air",
    "保养",
    "warranty 10 years",
]
PLACES = ("20850", "Rockville", "洛城", "Fairfax", "22030", "DC", "Bethesda", "盖城", "Vienna VA", "Silver Spring")
SEARCHES = [f"/{LANGUAGE}/find?{urlencode({'q': words, 'place': place})}" for words in WORDS for place in PLACES]
POSTS_A_ROUND, ROUNDS = 6, 5
#: The form refuses what comes back faster than a person types; and a request a homeowner is as many as its limits bear.
OLD_ENOUGH = timedelta(seconds=10)
#: What each may cost at most, as a multiple of its floor.
TARGETS = {"home": 1.25, "find, 200 searches": 1.5, "business": 1.3, "request form": 3.0, "lead": 2.0, "request": 2.0}
POST_TARGETS = {1: 5.0, 3: 7.0}


@dataclass(frozen=True)
class Measured:
    """One row of the table; `statements` of one call, `size` of its answer in bytes."""

    ratio: Ratio
    target: float
    statements: float
    size: int


@contextlib.contextmanager
def site() -> Iterator[Flask]:
    """The application on a fresh, seeded database in a folder of its own; log lines are written and thrown away."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        app = create_app({"INSTANCE": folder, "LENGNUAN_ENV": "development", "TRUSTED_PROXIES": "1"})
        floor.add_to(app)
        with app.app_context():
            upgrade()
        seeded = app.test_cli_runner().invoke(args=["seed"])
        if seeded.exit_code:
            raise SystemExit(seeded.output)
        with app.app_context(), unit() as session:
            # A firm that never agreed is texted twice and then only called: the bench sends more than that.
            for business in by_slugs(session, BUSINESSES):
                for point in business.contact_points:
                    set_contact_state(session, point.id, "agreed", ContactEvidence.TOLD_OPERATOR, "operator")
        yield app
        with app.app_context():
            db.engine.dispose()


def statements_of(app: Flask, call: Callable[[], object], times: int) -> float:
    """How many statements one call takes; BEGIN is none."""
    run = count()
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            next(run)

    event.listen(engine, "before_cursor_execute", note)
    try:
        for _ in range(times):
            call()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return next(run) / times


def page_call(app: Flask, *paths: str) -> Callable[[], bytes]:
    """A visitor who opens these pages one after the other, again and again."""
    client, after = app.test_client(), cycle(paths)

    def call() -> bytes:
        path = next(after)
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


def measure_page(app: Flask, name: str, paths: Sequence[str]) -> Measured:
    """One page, or several in turn, against a floor as long as they are on average."""
    call = page_call(app, *paths)
    size = round(mean(len(call()) for _ in paths))
    times = max(40, len(paths))
    taken = statements_of(app, call, len(paths))
    return Measured(compare(name, call, floor_call(app, size), times=times), TARGETS[name], taken, size)


def form_of(businesses: Sequence[str]) -> str:
    """The address of the form with these ticked."""
    return f"/{LANGUAGE}/request-a-quote?{urlencode([('business', slug) for slug in businesses])}"


def _filled(client: FlaskClient, number: int, businesses: Sequence[str]) -> dict[str, object]:
    """The fields of a request as one homeowner would send them."""
    html = client.get(form_of(businesses)).get_data(as_text=True)
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', html) for name in ("csrf_token", "request_key")}
    values = {name: match.group(1) for name, match in hidden.items() if match}
    return {
        **values,
        "business": list(businesses),
        "service": "repair",
        "zip": "20850",
        "urgency": "48h",
        "safety": "none",
        "name": f"Bench {number}",
        "phone": f"301-555-{number:04d}",
        "lang": "en",
        "consent": ["*:call"],
    }


def measure_post(app: Flask, businesses: Sequence[str], numbers: Iterator[int]) -> Measured:
    """Sending a request (one commit to disk each), against a floor page as long as the form; each is another homeowner
    from another network, an hour after the last, so that no limit refuses it."""
    client = app.test_client()
    size = len(client.get(form_of(businesses)).get_data())
    waiting: list[tuple[int, dict[str, object]]] = []
    moment = clock.now() + OLD_ENOUGH

    def post() -> None:
        nonlocal moment
        moment += timedelta(hours=1)
        if not waiting:
            number = next(numbers)
            waiting.append((number, _filled(client, number, businesses)))
        number, fields = waiting.pop()
        answer = client.post(
            form_of(businesses), data=fields, headers={"X-Forwarded-For": f"100.{64 + number // 200}.{number % 200}.7"}
        )
        if answer.status_code != 303:
            raise SystemExit(f"the form answered {answer.status_code}: {answer.get_data(as_text=True)[:2000]}")

    def prepare(times: int) -> None:
        numbered = [next(numbers) for _ in range(times)]
        waiting.extend((number, _filled(client, number, businesses)) for number in numbered)

    prepare(2 + ROUNDS * POSTS_A_ROUND)
    with clock.use(lambda: moment):
        taken = statements_of(app, post, 1)
        ratio = compare(f"POST to {len(businesses)}", post, floor_call(app, size), rounds=ROUNDS, times=POSTS_A_ROUND)
    return Measured(ratio, POST_TARGETS[len(businesses)], taken, size)


def private_pages(app: Flask) -> dict[str, str]:
    """The page of the newest request, and that of its first lead."""
    with app.app_context():
        newest = db.session.scalars(select(QuoteRequest).order_by(QuoteRequest.id.desc()).limit(1)).one()
        lead = db.session.scalars(select(Lead).where(Lead.request_id == newest.id).order_by(Lead.id).limit(1)).one()
        return {
            "lead": f"/{LANGUAGE}/leads/{tokens.derive('lead', lead.seed)}",
            "request": f"/{LANGUAGE}/requests/{tokens.derive('request', newest.seed)}",
        }


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    numbers = count()
    with site() as app:
        public = {
            "home": [f"/{LANGUAGE}/"],
            "find, 200 searches": SEARCHES,
            "business": [f"/{LANGUAGE}/businesses/{BUSINESSES[0]}"],
            "request form": [form_of(BUSINESSES[:1])],
        }
        measured = [measure_page(app, name, paths) for name, paths in public.items()]
        measured += [measure_post(app, BUSINESSES[:many], numbers) for many in POST_TARGETS]
        measured += [measure_page(app, name, [path]) for name, path in private_pages(app).items()]
    if as_json:
        print(json.dumps([asdict(measure) for measure in measured]))
        return
    print(f"{HEADER}  target  statements  bytes")
    for measure in measured:
        print(f"{measure.ratio.line()}  {measure.target:>6}  {measure.statements:>10.1f}  {measure.size:,}")


if __name__ == "__main__":
    main()
