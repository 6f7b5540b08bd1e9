"""Edits and searches in turn, over two processes: a search right after another's edit sees it, and nothing else.

`python -m tests.search.pairs URL FOLDER` is one of the two: it edits or searches as each line of its input says, and
answers a line each.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from directory.businesses.fields.listing import Listing
from directory.businesses.models import Business
from directory.credentials.rules import as_of
from directory.foundation.db import db
from directory.foundation.unit import touch, unit
from directory.kernel import clock
from directory.places.gazetteer import gazetteer
from directory.search.models import SearchDoc
from directory.search.queries import Query, find
from tests.rules.source import ROOT
from tests.search.oracle import IMPLIED, SILENT, Oracle
from tests.support import databases

#: What a random edit may write, by column of the business.
CHANGES: dict[str, list[Any]] = {
    "state": ["published", "published", "published", "suspended"],
    "services": [["heating"], ["air_conditioning", "duct"], ["furnace"], []],
    "work_types": [["repair"], ["install"], []],
    "brands": [["Carrier"], ["Trane", "Goodman"], []],
    "insured": [True, None],
    "licensed": [True, None],
    "service_states": [["MD"], ["VA", "DC"], None],
    "services_excluded": [["heating"], None],
    "name_en": ["Golden Star Heating", "Great Wall Cooling", "Johnson Air", None],
    "name_zh": ["高氏冷暖", "长城空调", "重庆冷气"],
    "owner": ["David Zhang", None],
    "ad_number": ["9-153", "12-34", None],
}
TEXTS = """
修暖气 | furnace repair | Carrier | insured | golden | 高氏 | gaoshi | changcheng | great wall | jonson | no duct |
zhang | 9-153 | boiler | qqqq | 空调 Trane | chongqing | 长城空调 | hvac
"""
QUERIES = [
    {},
    *({"q": text.strip()} for text in TEXTS.split("|")),
    *({"q": "空调", "place": place} for place in ("20850", "22030", "DC")),
    *({"service": "heating", "insured": "1"}, {"brand": "Trane"}, {"order": "warranty"}),
    {"license": "stated", "place": "MD"},
]


class _Undone(Exception):
    """What an edit raises that is not to be committed."""


def edit(drawn: random.Random) -> None:
    """A random edit of one listing, in a unit of its own; one in ten is undone."""
    try:
        with unit() as session:
            business = drawn.choice(session.scalars(select(Business).order_by(Business.id)).all())
            for name in drawn.sample(sorted(CHANGES), 2):
                setattr(business, name, drawn.choice(CHANGES[name]))
            touch(session, business.id)
            if drawn.random() < 0.1:
                session.flush()
                raise _Undone
    except _Undone:
        pass


def answer(session: Session, arguments: dict[str, str]) -> dict[str, Any]:
    """What a search shows."""
    page = find(session, Query.read(MultiDict(arguments)))
    return {
        "total": page.total,
        "slugs": [item.doc.slug for item in page.items],
        "unstated": [[concept.code for concept in item.unstated] for item in page.items],
        "facets": {facet.group: {value.value: value.count for value in facet.values} for facet in page.facets},
        "counties": dict(page.counties),
        "fallback": page.fallback,
        "names": [item.doc.names.en for item in page.items],
    }


def expected(session: Session, arguments: dict[str, str]) -> dict[str, Any]:
    """What it has to show: the oracle's answer over the documents as they are."""
    today = clock.today()
    docs = [as_of(Listing.of_json(doc), today) for doc in session.scalars(select(SearchDoc.doc))]
    result, hits = Oracle(docs, gazetteer()).find(Query.read(MultiDict(arguments)), today)
    concepts = [condition.concepts[0].code for condition in result.conditions]
    facets: dict[str, dict[str, int]] = result.matching.facets  # type: ignore[assignment]
    return {
        "total": len(hits),
        "slugs": [doc.slug for doc, _, _ in hits[:20]],
        "unstated": [
            [code for at in (IMPLIED, SILENT) for code, level in zip(concepts, levels, strict=True) if level == at]
            for _, levels, _ in hits[:20]
        ],
        "facets": facets,
        "counties": Oracle(docs, gazetteer()).counties(doc for doc, _, _ in hits),
        "fallback": result.is_fallback,
        "names": [doc.names.en for doc, _, _ in hits[:20]],
    }


@contextmanager
def processes(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Two processes on one database, each waiting for a line."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        words = [sys.executable, "-m", "tests.search.pairs", url, folder]
        yield [
            stack.enter_context(
                subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(2)
        ]


def asked_of(process: subprocess.Popen[str], **what: Any) -> Any:
    """What a process answers to a line. Raises ValueError where it ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def wrong_answers(app: Flask, url: str, pairs: int, seed: int) -> list[tuple[dict[str, str], Any, Any]]:
    """(query, answer, expected) of the searches that were wrong, of so many pairs of an edit and a search.

    Who edits and who searches is drawn anew each time. The listings are there already.
    """
    drawn = random.Random(seed)
    wrong = []
    with processes(url) as both, app.app_context():
        for _ in range(pairs):
            editor, searcher = drawn.choice(both), drawn.choice(both)
            asked_of(editor, edit=drawn.random())
            arguments = drawn.choice(QUERIES)
            shown = asked_of(searcher, find=arguments)
            right = expected(db.session(), arguments)
            db.session.rollback()
            if shown != right:
                wrong.append((arguments, shown, right))
        for process in both:
            assert process.stdin is not None
            process.stdin.close()
    return wrong


def main(url: str, folder: str) -> None:
    """Edit and search as told, until nothing more is said."""
    app = databases.application(url, Path(folder))
    for line in sys.stdin:
        what = json.loads(line)
        with app.app_context():
            if "edit" in what:
                edit(random.Random(what["edit"]))
                print(json.dumps(True), flush=True)
            else:
                print(json.dumps(answer(db.session(), what["find"])), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
