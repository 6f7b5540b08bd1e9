"""What a database refuses, in every path part and filter of the desk and of the operator's pages."""

from urllib.parse import quote

from flask import Flask

from tests.conftest import MovableClock
from tests.hostile.corpus import PAYLOADS, complaints
from tests.hostile.doors import doors
from tests.hostile.matrix import prepared

FILTERS = {
    "/admin/audit": ("actor", "act", "subject", "since", "until", "before"),
    "/admin/businesses": ("q", "state", "after"),
    "/admin/messages": ("state", "channel", "about", "before"),
    "/admin/businesses/gaoshi/merge": ("into",),
    "/en/manage/gaoshi/leads": ("tab", "page", "seen"),
    "/en/manage/gaoshi/leads/1": ("open",),
    "/en/manage/gaoshi/listing": ("saved", "published"),
    "/en/manage/gaoshi/print": ("width", "color", "lang"),
}
ODD = {name: quote(PAYLOADS[name]) for name in ("nul", "surrogate", "int32", "long-id", "rtl", "sql")}
ODD |= {"last-day": "9999-12-31", "first-day": "0001-01-01"}


def test_filters_and_paths(app: Flask, clock: MovableClock) -> None:
    app.testing = False
    world, wrong = prepared(app), []
    browsers = {role: world.browser(role) for role in ("owner", "operator")}
    for path, names in FILTERS.items():
        for name in names:
            for odd, payload in ODD.items():
                answer = browsers["operator" if path.startswith("/admin") else "owner"].get(f"{path}?{name}={payload}")
                wrong += [f"{path} {name}={odd}: {problem}" for problem in complaints(answer, 0, {200, 400})]
    for door in doors(app):
        role = "operator" if door.gate == "operator" else "owner"
        for part in door.rule.arguments & {"slug", "token"}:
            for odd in ("nul", "sql"):
                target = door.rule.rule.replace("<lang:lang>", "en").replace(f"<{part}>", ODD[odd].replace("/", ""))
                if "<" not in target:
                    answer = browsers[role].open(target, method=door.method)
                    problems = complaints(answer, 0, {303, 400, 403, 404, 405, 429})
                    wrong += [f"{door.name} {part}={odd}: {problem}" for problem in problems]
        for number in (0, 2**31, 2**63, 10**30):
            target = door.rule.rule.replace("<lang:lang>", "en").replace("<slug>", "gaoshi")
            for part in door.rule.arguments:
                target = target.replace(f"<int:{part}>", str(number))
            if str(number) in target and "<" not in target and number:
                answer = browsers[role].open(target, method=door.method)
                wrong += [f"{door.name} {number}: {problem}" for problem in complaints(answer, 0, {400, 404, 405})]
    assert not wrong, "\n".join(wrong)
