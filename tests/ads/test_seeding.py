"""The seed on both engines: what it loads, what a second run does, whose word wins."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad
from directory.ads.rules import read_seed
from directory.businesses import actions, queries
from directory.businesses.models import Business, ContactPoint, Fact, WarrantyTerm
from directory.credentials.models import License
from directory.foundation import versions
from directory.foundation.unit import unit
from directory.search import queries as search
from directory.search.models import SearchDoc
from tests.factories.listings import ANJU, GAOSHI, HUAFU, SLUGS, seeded

TABLES: Sequence[type] = (Ad, Business, ContactPoint, Fact, WarrantyTerm, License)


def _counts(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_five_businesses_are_published_with_ad_facts_and_sources(session: Session) -> None:
    done = seeded()
    assert (done.businesses, done.removed) == (5, 0)
    businesses = session.scalars(select(Business).order_by(Business.id)).all()
    assert [(business.slug, business.state) for business in businesses] == [(slug, "published") for slug in SLUGS]
    business = queries.by_slugs(session, [HUAFU])[0]
    facts = queries.facts_of(session, business.id)
    services = next(fact for fact in facts if fact.field == "services")
    ad = session.scalars(select(Ad).where(Ad.key == services.ad_key)).one()
    assert (services.source, services.published_on, services.entered_on) == ("ad", None, date(2026, 11, 22))
    assert all(words in ad.text for fact in facts for words in fact.evidence)
    assert business.phones == ["+12404217363"]
    assert [(w.scope, w.months) for w in business.warranty_terms] == [("parts", 120), ("labor", 12)]
    assert business.language == "zh-Hans"


def test_every_phone_begins_as_not_introduced(session: Session) -> None:
    seeded()
    states = set(session.scalars(select(ContactPoint.state)))
    assert states == {"not_introduced"}


def test_a_second_run_writes_nothing(session: Session) -> None:
    seeded()
    before, version = _counts(session), versions.current(session, "listings")
    assert seeded().facts == 0
    assert _counts(session) == before
    assert versions.current(session, "listings") == version


def test_an_owners_word_wins_over_every_later_run(session: Session) -> None:
    seeded()
    business = queries.by_slugs(session, [HUAFU])[0]
    draft = actions.FactDraft("services", ["heat_pump"], "owner", date(2026, 11, 23), entered_by="business:1")
    with unit() as writing:
        assert actions.add_facts(writing, business.id, [draft]) == 1
        actions.reproject(writing, business.id)
    seeded()
    doc = search.listing(session, HUAFU)
    assert doc is not None
    assert doc.services == ("heat_pump",)


def test_a_removed_business_is_not_brought_back(session: Session) -> None:
    seeded()
    business = queries.by_slugs(session, [GAOSHI])[0]
    with unit() as writing:
        actions.remove(writing, business.id, by="operator", how="asked by phone")
    assert seeded().removed == 1
    assert search.listing(session, GAOSHI) is None
    assert queries.by_slugs(session, [GAOSHI]) == []
    assert queries.by_slug(session, GAOSHI, with_gone=True) is not None
    assert len(search.all_listings(session)) == 4


def test_licenses_are_rows_and_say_only_what_was_stated(session: Session) -> None:
    seeded()
    business = queries.by_slugs(session, [ANJU])[0]
    rows = session.scalars(select(License).where(License.business_id == business.id).order_by(License.id))
    stated = [(license.type, license.number, license.state, license.status, license.source) for license in rows]
    assert stated == [("master", None, None, "stated", "ad"), ("contractor", None, None, "stated", "ad")]


def test_a_fact_that_its_ad_does_not_say_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ads").mkdir()
    (tmp_path / "ads" / "a.txt").write_text("维修", encoding="utf-8")
    fact = '[[business]]\nslug = "a"\nad = "a"\n[[business.facts]]\nfield = "owner"\nvalue = "x"\nevidence = ["安装"]\n'
    (tmp_path / "businesses.toml").write_text(fact, encoding="utf-8")
    with pytest.raises(ValueError, match="owner is not said"):
        read_seed(tmp_path)


def test_the_command_says_what_it_did(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["seed"]).output.startswith("5 businesses, 5")
    assert runner.invoke(args=["seed"]).output.startswith("5 businesses, 0 new facts")
    assert "华府冷暖空调" in runner.invoke(args=["search", "车库门", "--place", "20850"]).output


def test_the_command_brings_documents_of_an_older_release_up_to_date(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["seed"])
    with unit() as writing:
        search_doc = writing.scalars(select(SearchDoc)).first()
        assert search_doc is not None
        search_doc.doc = {name: value for name, value in search_doc.doc.items() if name != "hours"}
    assert runner.invoke(args=["seed"]).exit_code == 0
    session.rollback()
    assert all("hours" in doc for doc in session.scalars(select(SearchDoc.doc)))
