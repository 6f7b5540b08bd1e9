"""What one would pick instead: a search page of some sixty lines over the full-text index of each database.

Both read the same documents. A text is its words (Chinese in pairs of characters), all of which must be there; a place
is a token of the county and one of its state. Twenty cards by the engine's own rank, the exact count, and the counts of
every service: no synonyms, no typing mistakes, no order that says why. On SQLite FTS5, on PostgreSQL tsvector with GIN.
"""

import json
import re
from collections.abc import Callable, Iterable

from flask import Flask, render_template
from sqlalchemy import Connection, Engine, text

from bench.queries import Fields
from directory.foundation.db import db
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")
BATCH = 2000


def words(content: str) -> list[str]:
    """The tokens of a text: Latin words, and of Chinese each pair of characters."""
    tokens = []
    for run in _WORD.findall(content.lower()):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        tokens += [run] if run.isascii() or len(run) == 1 else pairs
    return tokens


def _tokens(doc: dict[str, object]) -> str:
    names = doc["names"]
    labels = [getattr(vocabulary.service(code).labels, at) for code in doc["services"] for at in ("en", "zh_hans")]  # type: ignore[attr-defined]
    content = " ".join([*(str(v) for v in names.values() if v), *labels, *doc["brands"]])  # type: ignore[attr-defined,misc]
    places = [f"in{code}" for code in (*(doc["areas"] or ()), *(doc["service_states"] or ()))]  # type: ignore[misc]
    return " ".join([*words(content), *(doc["work_types"] or ()), *map(str.lower, places)])  # type: ignore[misc]


def _documents(connection: Connection) -> Iterable[list[dict[str, object]]]:
    after = 0
    query = text("SELECT business_id, doc FROM search_docs WHERE business_id > :after ORDER BY business_id LIMIT :most")
    while rows := connection.execute(query, {"after": after, "most": BATCH}).all():
        docs = [(number, json.loads(doc) if isinstance(doc, str) else doc) for number, doc in rows]
        yield [
            {"id": number, "doc": json.dumps(doc), "tokens": _tokens(doc), "services": " ".join(doc["services"])}
            for number, doc in docs
        ]
        after = rows[-1][0]


def build(engine: Engine) -> None:
    """Fill the engine's own index from the documents."""
    is_sqlite = engine.dialect.name == "sqlite"
    made = (
        ["CREATE VIRTUAL TABLE alternative USING fts5(tokens, doc UNINDEXED, services UNINDEXED, tokenize=unicode61)"]
        if is_sqlite
        else ["CREATE TABLE alternative (id int PRIMARY KEY, doc text, services text, tokens tsvector)"]
    )
    columns = (
        "(rowid, tokens, doc, services) VALUES (:id, :tokens, :doc, :services)"
        if is_sqlite
        else "(id, doc, services, tokens) VALUES (:id, :doc, :services, to_tsvector('simple', :tokens))"
    )
    with engine.connect() as reading, engine.connect() as writing:
        for statement in ["DROP TABLE IF EXISTS alternative", *made]:
            writing.execute(text(statement))
        writing.commit()
        for batch in _documents(reading):
            writing.execute(text(f"INSERT INTO alternative {columns}"), batch)
            writing.commit()
        if not is_sqlite:
            writing.execute(text("CREATE INDEX ON alternative USING gin (tokens)"))
            writing.commit()
            writing.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE alternative"))


def _match(query: Fields, is_sqlite: bool) -> str:
    """The query in the engine's language; everything for an empty one."""
    typed = words(f"{query.get('q', '')} {query.get('service', '')}")
    place = gazetteer().read(query.get("place", ""))
    both = [f"in{code.lower()}" for code in {place.fips[0], place.state}] if place else []
    if is_sqlite:
        return " AND ".join([*(f'"{word}"' for word in typed), *([f"({' OR '.join(both)})"] if both else [])])
    return " & ".join([*typed, *([f"({' | '.join(both)})"] if both else [])])


def page(app: Flask) -> Callable[[Fields], str]:
    """The page of a query: searched, counted and rendered."""
    engine = db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    where, rank = (
        ("alternative MATCH :match", "bm25(alternative)")
        if is_sqlite
        else ("tokens @@ to_tsquery('simple', :match)", "ts_rank(tokens, to_tsquery('simple', :match)) DESC")
    )

    def answer(query: Fields) -> str:
        match = _match(query, is_sqlite)
        condition, order = (where, rank) if match else ("1 = 1", "1")
        with engine.connect() as connection:
            bound = {"match": match}
            best = text(f"SELECT doc FROM alternative WHERE {condition} ORDER BY {order} LIMIT 20")
            cards = [json.loads(doc) for doc in connection.scalars(best, bound)]
            counted = text(f"SELECT services, count(*) FROM alternative WHERE {condition} GROUP BY services")
            counts: dict[str, int] = {}
            total = 0
            for services, number in connection.execute(counted, bound):
                total += number
                for code in services.split():
                    counts[code] = counts.get(code, 0) + number
        with app.test_request_context("/en/"):
            return render_template("alternative.html", cards=cards, total=total, counts=counts)

    return answer
