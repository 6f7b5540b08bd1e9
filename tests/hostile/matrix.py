"""The access matrix: who is let in by each gate, and what each route answers each role: tests/rules/access.toml.

After a new route: `python -m tests.hostile.matrix > tests/rules/access.toml`, then read the difference.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from flask import Flask

from directory.kernel import clock as kernel_clock
from tests.conftest import START, MovableClock, Visitor
from tests.hostile.doors import REFUSED, SMS_TOKEN, Door, Shelf, ask, changed, doors, seen, state, verdict
from tests.hostile.world import ROLES, World, build
from tests.support import databases

#: Who may be let in by each gate; everybody else is refused. For a link: whoever holds that one.
LET_IN = {
    "signed-in": {"colleague", "owner", "foreign", "operator"},
    "member": {"colleague", "owner"},
    "owner": {"owner"},
    "listing-draft": {"owner"},
    "operator": {"operator"},
    "request-form": {"homeowner"},
    "request-token": {"homeowner"},
    "lead-token": {"colleague", "owner"},
    "warranty-token": {"homeowner"},
    "review-token": {"homeowner"},
    "invitation-token": {"colleague"},
    "confirm-token": {"owner"},
    "mail-token": {"owner"},
    "loopback": {"key"},
    "local-metrics": {"key"},
    "signature": {"key"},
}
#: What would do harm if whoever may not were let in; the others are sent an empty form.
HARM = {
    "/<lang:lang>/leads/<token>": {"action": "ask", "text": "Hello"},
    "/<lang:lang>/manage/<slug>/leads/<int:lead_id>": {"action": "note", "note": "changed"},
    "/<lang:lang>/requests/<token>": {"action": "close"},
    "/<lang:lang>/warranty/<token>": {"action": "delete"},
    "/<lang:lang>/reviews/<token>": {"action": "withdraw"},
    "/admin/reviews/<int:review_id>/remove": {"reason": "personal"},
    "/<lang:lang>/leads/<token>/warranty": {"version": "1", "make": "Changed"},
    "/<lang:lang>/manage/<slug>/leads/<int:lead_id>/warranty": {"version": "1", "make": "Changed"},
    "/<lang:lang>/requests/<token>/prices": {"action": "save", "who": "Somebody", "price": "900"},
    "/<lang:lang>/requests/<token>/prices/<int:typed_id>": {"action": "delete"},
    "/<lang:lang>/manage/<slug>/people": {"action": "remove"},
    "/<lang:lang>/account": {"action": "end-others"},
    "/<lang:lang>/manage/<slug>/listing/phones/texts": {"texts": "no_texts"},
    "/<lang:lang>/manage/<slug>/listing/phones/add": {"phone": "240-555-0188"},
    "/<lang:lang>/manage/<slug>/listing/<any(names, work, promises, area, hours):section>": {
        "name_en": "Changed",
        "name_zh_lang": "zh-Hans",
    },
    "/<lang:lang>/manage/<slug>/listing/publish": {"base": ""},
    "/<lang:lang>/manage/<slug>/listing/discard": {"base": ""},
    "/<lang:lang>/manage/<slug>/listing/pause": {"until": "2026-12-24"},
    "/admin/businesses/<slug>/facts": {"field": "owner", "value": "Somebody"},
    "/admin/leads/<int:lead_id>": {"action": "told"},
    "/<lang:lang>/list-your-business/<int:listing_id>": {"action": "withdraw"},
    "/hooks/sms/inbound": {"From": "+12405550110", "Body": "2", "MessageSid": "SM1"},
    "/hooks/sms/status": {"MessageSid": "SM1", "MessageStatus": "delivered"},
}
#: What those who are let in are sent where an empty form is not there at all. Forms for anybody have their own tests.
OPENING = {
    "/admin/leads/<int:lead_id>": {"action": "told"},
    "/admin/businesses/<slug>/introduction": {"point": ""},
    "/admin/ads/<int:submission_id>/merge": {"into": ""},
}
#: Ids of one's own that stand in forms.
_IN_FORMS = ("member", "point", "into")
_HEAD = """# Who gets what from each route: a status, `sign-in` (sent there), `prove` (sent to enter a code first).
# anonymous | homeowner: their own request's link | token: a link to another request or lead | colleague and owner:
# of the business in the address | foreign: the owner of another one | operator | key: the gateway's
# signature, on this machine
# Made by tests/hostile/matrix.py; every difference is to be read.
"""


def prepared(app: Flask) -> World:
    """The world on an application that counts nobody's tries and shows its development pages."""
    app.config.update(PROPAGATE_EXCEPTIONS=False, RATE_LIMITS=False, SMS_TOKEN=SMS_TOKEN, LENGNUAN_ENV="development")
    return build(app)


def cells(world: World, door: Door, faults: list[str], shelf: Shelf | None) -> Iterator[str]:
    """The verdict of a door on each role in turn; what one read or wrote that it should not have goes to `faults`."""
    before = state()
    # Whoever may write comes last, so that nothing written before goes unseen.
    last = {role for role in ROLES if door.method == "POST" and (door.gate == "public" or role in LET_IN[door.gate])}
    answers: dict[str, str] = {}
    for role in sorted(ROLES, key=lambda role_name: role_name in last):
        if role in last and not (answers.keys() & last):
            faults += [f"{door.name}: refused or read, and wrote {table}" for table in changed(before)]
        if role in last and shelf is None:
            answers[role] = "-"
            continue
        body = (OPENING if role in last and door.gate != "signature" else HARM).get(door.rule.rule)
        answer = ask(world, door, role, body=filled(world, body or {}))
        answers[role] = verdict(answer)
        at = f"{door.name} as {role}: "
        if answer.status_code >= 500:
            faults.append(f"{at}broke")
        if door.gate != "public" and (answers[role] in REFUSED) == (role in LET_IN[door.gate]):
            faults.append(f"{at}{answers[role]} behind the gate {door.gate}")
        faults += [f"{at}read {word}" for word in seen(answer, forbidden(world, door, role, answers[role]))]
        if role in last and shelf is not None:
            shelf.put_back()
    if not last:
        faults += [f"{door.name}: refused or read, and wrote {table}" for table in changed(before)]
    yield from (answers[role] for role in ROLES)


def filled(world: World, body: dict[str, str]) -> dict[str, str]:
    """A form with the ids of what is one's own; an empty one stays empty."""
    own = {name: str(world.own.ids[name]) for name in _IN_FORMS}
    own |= {name: world.own.links[name] for name in ("base", "shown", "kept")}
    return body | own if body else {}


def forbidden(world: World, door: Door, role: str, answered: str) -> tuple[str, ...]:
    """What this role must not find in the answer."""
    everything = (*world.own.customer, world.own.wording, *world.own.inner)
    theirs = (*world.other.customer, world.other.wording, *world.other.inner)
    if answered in REFUSED:
        return (*everything, *theirs)
    if role in ("colleague", "owner"):
        return theirs
    if role == "homeowner" and door.gate in ("request-token", "warranty-token", "review-token"):
        return (*world.own.inner, *theirs)
    if role == "foreign":
        return everything
    return () if role in ("operator", "key") and door.gate in ("operator", "loopback") else (*everything, *theirs)


def written(app: Flask, world: World, faults: list[str], shelf: Shelf | None) -> dict[str, list[str]]:
    """The whole table, as this application answers."""
    table = {}
    for door in doors(app):
        table[door.name] = list(cells(world, door, faults, shelf))
    return table


def _main() -> None:
    """Write the table as the site answers now."""
    clock = MovableClock()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, kernel_clock.use(lambda: clock.moment):
        assert clock.moment == START
        url = databases.Databases(Path(folder), stack).migrated("sqlite")
        app = databases.application(url, Path(folder))
        app.test_client_class = Visitor
        with app.app_context():
            world, faults = prepared(app), []
            table = written(app, world, faults, Shelf(url))
    width = max(len(name) for name in table) + 2
    lines = []
    for name, cell_row in table.items():
        answers = " ".join(f"{cell:<9}" for cell in cell_row).rstrip()
        lines.append(f'"{name}"'.ljust(width) + f' = "{answers}"')
    columns = "#".ljust(width + 4) + " ".join(f"{role:<9}" for role in ROLES).rstrip()
    sys.stdout.write("\n".join([_HEAD + columns, *lines]) + "\n")
    sys.stderr.write("\n".join(faults) + "\n")


if __name__ == "__main__":
    _main()
