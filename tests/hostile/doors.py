"""Every route and method of the site, asked as one of eight; and how to tell that nothing was read or written."""

import base64
import hashlib
import hmac
import sqlite3
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from directory.foundation.db import Base, db
from tests.hostile.world import Side, World
from tests.rules.test_routes import gate_of

#: A refusal: to sign-in, to a fresh proof, not for a colleague, not there.
REFUSED = frozenset({"sign-in", "prove", "403", "404"})
SMS_TOKEN = "a token for tests"
_FAR = {"REMOTE_ADDR": "203.0.113.9"}
_BASE = "http://127.0.0.1:8000"
#: Rows that any answer may write: how often somebody came.
_COUNTERS = {"rate_counters"}
_MADE_UP = "AAAAAAAAAAAAAAAAAAAAAA"


@dataclass(frozen=True)
class Door:
    """One route and method."""

    rule: Rule
    method: str
    gate: str

    @property
    def name(self) -> str:
        """As the table names it."""
        return f"{self.method} {self.rule.rule}"


def doors(app: Flask) -> list[Door]:
    """Every route and method."""
    listed = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            listed.append(Door(rule, method, gate_of(app.view_functions[rule.endpoint], rule.endpoint, method)))
    return sorted(listed, key=lambda door: (door.rule.rule, door.method))


def link(world: World, role: str, rule: Rule) -> str:
    """The link a role holds, wherever one is asked for: the right one, one for something else, or one made up."""
    own, other = world.own.links, world.other.links
    kind = next(
        (
            k
            for k in ("requests", "leads", "warranty", "reviews", "invitations", "confirm", "emails")
            if f"/{k}/<token>" in rule.rule or f"/{k}/<topic>/<token>" in rule.rule
        ),
        "",
    )
    values = {
        "homeowner": own[kind if kind in ("warranty", "reviews") else "request"],
        "token": other["lead"] if kind == "requests" else other["request"],
        "colleague": own["invitation"] if kind == "invitations" else own["lead"],
        "owner": own[kind if kind in ("confirm", "emails") else "lead"],
        "foreign": other["confirm"] if kind == "confirm" else other["request"] if kind == "leads" else other["lead"],
    }
    return values.get(role, _MADE_UP)


def path(world: World, role: str, rule: Rule, side: Side, **changed: object) -> str:
    """The address of a side's thing, with the link that the role holds."""
    values: dict[str, object] = {"lang": "en", "slug": side.slug, "page": "us", "section": "names", "kind": "svg"}
    values |= {**side.ids, "token": link(world, role, rule), "size": "small", "topic": "customers"}
    values |= changed
    if "photo_id" in rule.arguments and "photo_id" not in changed:
        of = next((word for word in ("warranty", "reviews") if f"/{word}/" in rule.rule), "")
        values["photo_id"] = side.ids[{"warranty": "card_photo_id", "reviews": "review_photo_id"}.get(of, "photo_id")]
    if "key" in rule.arguments:
        keys = {"homeowner": side.links["form"], "token": world.other.links["form"]}
        values |= {"key": keys.get(role, _MADE_UP), "photo_id": side.ids["waiting_id"]}
    built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None, rule
    return str(built[1])


def ask(
    world: World,
    door: Door,
    role: str,
    *,
    body: dict[str, str] | None = None,
    side: Side | None = None,
    **changed: object,
) -> TestResponse:
    """One request of one role in a fresh browser, from far away; only the holder of the key is here, and signs."""
    target = path(world, role, door.rule, side or world.own, **changed)
    client, headers = world.browser(role), {}
    if role == "key":
        words = _BASE + target + "".join(f"{name}{value}" for name, value in sorted((body or {}).items()))
        digest = hmac.new(SMS_TOKEN.encode(), words.encode(), hashlib.sha1).digest()
        headers["X-Twilio-Signature"] = base64.b64encode(digest).decode()
    return client.open(
        target,
        method=door.method,
        data=body if door.method == "POST" else None,
        headers=headers,
        environ_overrides={} if role == "key" else _FAR,
    )


def verdict(answer: TestResponse) -> str:
    """How an answer stands in the table: a status, or where it sends whoever must first prove who they are."""
    target = answer.headers.get("Location", "").partition("?")[0]
    if answer.status_code == 303 and target.endswith("/sign-in/prove"):
        return "prove"
    if answer.status_code == 303 and target.endswith("/sign-in"):
        return "sign-in"
    return str(answer.status_code)


def state() -> dict[str, str]:
    """A digest of every table."""
    db.session.remove()
    digests = {}
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in _COUNTERS:
                rows = sorted(
                    str(tuple(columns)) for columns in connection.execute(text(f'SELECT * FROM "{table.name}"'))
                )
                digests[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def changed(before: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    return [name for name, digest in state().items() if before[name] != digest]


def seen(answer: TestResponse, words: tuple[str, ...]) -> list[str]:
    """Which of these words an answer holds, headers included; phones in any spelling."""
    content = f"{answer.headers}{answer.get_data().decode(errors='replace')}"
    bare = content.replace("-", "").replace(" ", "").replace("(", "").replace(")", "").replace(".", "")
    return [word for word in words if word in content or (word.isdigit() and word in bare)]


class Shelf:
    """A database as it is now, to be put back after somebody was let in. Only on SQLite, where a copy takes no time."""

    def __init__(self, url: str) -> None:
        self._path = url.partition("sqlite:///")[2]
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        with sqlite3.connect(self._path) as source:
            source.backup(self._kept)
        source.close()

    def put_back(self) -> None:
        """Everything as it was."""
        db.session.remove()
        with sqlite3.connect(self._path) as target:
            self._kept.backup(target)
        target.close()
