"""What pages and messages of a site say, as JSON: `python -m tests.support.visits SLUG`, with SEED and INSTANCE set.

A site is its folder from the first import on: another one needs a process of its own.
"""

import json
import re
import sys

from directory import create_app
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.outbox.models import Message
from tests.factories.requests import sent

PAGES = (
    "",
    "find",
    "request-a-quote?business={slug}",
    "businesses/{slug}",
    "list-your-business",
    "sign-in",
    "about/us",
)


def visits(slug: str) -> dict[str, object]:
    """The status of every page in each spelling of a language, the languages a page offers, and every message sent."""
    app = create_app()
    for command in (["db", "upgrade"], ["seed"]):
        done = app.test_cli_runner().invoke(args=command)
        assert done.exit_code == 0, done.output
    client = app.test_client()
    addresses = [f"/{url}/{page.format(slug=slug)}" for url in ("en", "zh-hans", "zh-hant") for page in PAGES]
    home = client.get(f"/{next(iter(LANGUAGES))}/").get_data(as_text=True)
    with app.app_context():
        sent(slug, zip="77036", answers={}, language="zh-Hans")
        Worker().drain()
        bodies = [message.body for message in db.session.query(Message) if message.body]
    return {
        "status": {address: client.get(address).status_code for address in addresses},
        "offered": sorted(set(re.findall(r'hreflang="([^"]+)"', home))),
        "first": client.get("/", headers={"Accept-Language": "zh-CN"}).headers["Location"],
        "machines": [client.get(path).status_code for path in ("/api/v1/businesses", "/sitemap.xml", "/readyz")],
        "messages": bodies,
    }


if __name__ == "__main__":
    print("VISITS " + json.dumps(visits(sys.argv[1]), ensure_ascii=False))
