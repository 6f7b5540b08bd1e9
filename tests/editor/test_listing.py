"""The draft beside the listing: saved, seen by nobody, published, taken back; stale edits, colleagues, strangers."""

from typing import Any

import pytest
from flask import Flask

from directory.ads.actions import seed
from directory.ads.rules import read_seed
from directory.audit import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.factories.desk import PRINTED, WORK, Desk, doc, draft, facts, history, owner
from tests.factories.listings import FANGSHI, GAOSHI
from tests.page import check_page, words
from tests.support.statements import statements


def test_a_draft_is_seen_by_nobody_and_published_at_once(desk: Desk) -> None:
    before = doc()
    assert desk.save("work", **WORK).status_code == 303
    assert doc() == before
    assert draft().values == {
        "services": ["heating", "boiler"],
        "work_types": ["repair"],
        "property_types": ["residential"],
        "brands": ["Carrier"],
    }
    assert GAOSHI not in _found(desk, "boiler")
    assert desk.publish().status_code == 303
    assert _found(desk, "boiler") == [GAOSHI]
    assert draft() is None
    assert doc()["services"] == ["heating", "boiler"]
    [fact] = [published_fact for published_fact in facts("services") if published_fact.source == "owner"]
    assert (fact.entered_by, fact.entered_on.isoformat()) == (f"person:{desk.person_id}", "2026-11-23")
    [change] = history()
    assert change.person_id == desk.person_id
    assert change.before["services"] == before["services"]
    assert change.after["services"] == ["heating", "boiler"]
    page = desk.client.get(f"/en/businesses/{GAOSHI}").text
    assert "confirmed by the owner, entered Nov 23, 2026" in " ".join(page.split())


def _found(desk: Desk, service: str) -> list[str]:
    """Who is found by a service, not who is offered instead."""
    answer = desk.client.get(f"/api/v1/businesses?service={service}").json
    return [] if answer["fallback"] else [business["slug"] for business in answer["items"]]


def test_publishing_twice_is_once(desk: Desk) -> None:
    desk.save("work", **WORK)
    base = desk.base()
    assert [desk.post("/publish", base=base).status_code for _ in range(3)] == [303, 303, 303]
    assert len(history()) == 1
    assert len([fact for fact in facts("services") if fact.source == "owner"]) == 1


def test_saving_twice_is_once(desk: Desk) -> None:
    shown = desk.shown("work")
    assert [desk.save("work", shown, **WORK).status_code for _ in range(2)] == [303, 303]
    assert draft().revision == 1


def test_saving_what_is_published_leaves_no_draft(desk: Desk) -> None:
    desk.save("work", **WORK)
    listing_before = doc()
    fields = ("services", "brands", "work_types", "property_types")
    same = {name: list(reversed(listing_before[name] or ())) for name in fields}
    assert desk.save("work", **same).status_code == 303
    assert draft() is None


def test_a_stale_edit_is_refused_with_both_versions(desk: Desk, listings: Flask) -> None:
    colleague = owner(listings.test_client(), role="colleague", phone="+12405550151")
    shown = desk.shown("names")
    assert (
        colleague.save("names", name_zh="高氏冷暖公司", name_zh_lang="zh-Hans", name_en="Gao HVAC").status_code == 303
    )
    typed = {"name_zh": "高家冷暖", "name_zh_lang": "zh-Hans", "name_en": "", "romanized": "", "owner": "高先生"}
    answer = desk.save("names", shown, **typed)
    assert answer.status_code == 409
    page = check_page(answer, "zh-hans", quoted=(*PRINTED, "高氏冷暖公司", "高家冷暖"))
    assert "Gao HVAC" in words(page.root)
    fields = {e.get("name"): e.get("value") for e in page.all("input")}
    assert (fields["name_zh"], fields["owner"]) == ("高家冷暖", "高先生")
    assert draft().values["name_zh"] == "高氏冷暖公司"
    # Saving again, now that both were seen, is a choice.
    assert desk.save("names", fields["shown"], **typed).status_code == 303
    assert draft().values["name_zh"] == "高家冷暖"


def test_an_edit_from_before_a_publishing_is_stale(desk: Desk) -> None:
    shown = desk.shown("work")
    desk.save("work", **WORK)
    desk.publish()
    assert desk.save("work", shown, services=["heating"]).status_code == 409
    assert draft() is None


def test_an_edit_of_one_page_is_not_stale_because_of_another(desk: Desk) -> None:
    shown = {section: desk.shown(section) for section in ("names", "work", "hours")}
    assert desk.save("names", shown["names"], name_zh="高家冷暖", name_zh_lang="zh-Hans").status_code == 303
    assert desk.save("work", shown["work"], **WORK).status_code == 303
    desk.post("/pause", until="2026-12-05")
    desk.publish()
    assert desk.save("hours", shown["hours"], languages=["cmn"], emergency="").status_code == 303
    assert draft().values == {"languages": ["cmn"]}
    assert doc()["names"]["zh"] == "高家冷暖"
    assert doc()["services"] == ["heating", "boiler"]


def test_a_draft_that_moved_on_is_not_published_unseen(desk: Desk) -> None:
    desk.save("work", **WORK)
    seen = desk.base()
    desk.save("names", name_zh="高氏冷暖", name_zh_lang="zh-Hans", owner="高先生")
    for what in ("publish", "discard"):
        answer = desk.post(f"/{what}", base=seen)
        assert answer.status_code == 409
        check_page(answer, "zh-hans", quoted=PRINTED)
    assert history() == []
    assert draft() is not None


def test_a_draft_is_thrown_away(desk: Desk) -> None:
    desk.save("work", **WORK)
    assert desk.post("/discard", base=desk.base()).status_code == 303
    assert draft() is None
    assert desk.post("/discard", base="").status_code == 303


def test_a_change_is_taken_back_as_the_owner_s_word(desk: Desk) -> None:
    before = doc()
    desk.save("work", **WORK)
    desk.publish()
    [change] = history()
    assert [desk.post(f"/history/{change.id}/undo").status_code for _ in range(2)] == [303, 303]
    assert {name: doc()[name] for name in ("services", "work_types", "brands", "property_types")} == {
        name: before[name] for name in ("services", "work_types", "brands", "property_types")
    }
    assert [listing_change.undoes_id for listing_change in history()] == [None, change.id]
    assert [fact.source for fact in facts("services")] == ["ad", "owner", "owner"]
    # The same value once more, by the same person, is news after another stood there.
    desk.save("work", **WORK)
    desk.publish()
    assert doc()["services"] == ["heating", "boiler"]


def test_what_was_changed_again_is_not_taken_back_first(desk: Desk) -> None:
    for services in (["heating"], ["heating", "duct"]):
        desk.save("work", services=services)
        desk.publish()
    first, second = history()
    answer = desk.post(f"/history/{first.id}/undo")
    assert answer.status_code == 409
    check_page(answer, "zh-hans", quoted=PRINTED)
    assert desk.post(f"/history/{second.id}/undo").status_code == 303
    assert doc()["services"] == ["heating"]


def test_history_says_who_changed_what_before_and_after(desk: Desk, listings: Flask) -> None:
    desk.save("work", services=["heating"], brands=["Carrier"])
    desk.publish()
    colleague = owner(listings.test_client(), role="colleague", phone="+12405550151")
    colleague.save("promises", warranty_0_scope="labor", warranty_0_amount="18", warranty_0_unit="months")
    colleague.publish()
    for language in LANGUAGES:
        desk.language = language
        page = check_page(desk.get("/history"), language, quoted=PRINTED)
        assert len([e for e in page.all("button") if e.get("class") == "btn btn-small"]) >= 2
    text = words(page.root)
    assert "18" in text
    assert "您店裡的其他人" in text
    assert "您" in text
    assert db.session.query(AuditEvent).filter_by(action="publish-listing").count() == 2


def test_seeding_again_keeps_what_the_owner_said(desk: Desk) -> None:
    desk.save("work", **WORK)
    desk.save("names", name_zh="高家冷暖", name_zh_lang="zh-Hant", owner="高先生")
    desk.publish()
    listing_before = doc()
    with unit() as session:
        assert seed(session, read_seed()).facts == 0
    assert doc() == listing_before
    assert listing_before["names"]["zh"] == "高家冷暖"


@pytest.mark.parametrize("slug", [FANGSHI, "nobody-knows", "..", "x" * 300])
@pytest.mark.parametrize("rest", ["", "/names", "/area", "/preview", "/history", "/phones"])
def test_another_business_is_not_there(desk: Desk, slug: str, rest: str) -> None:
    answer = desk.client.get(f"/zh-hans/manage/{slug}/listing{rest}")
    assert (answer.status_code in (404, 308) and slug.encode() not in answer.data) or answer.status_code == 404


def test_another_business_cannot_be_written(desk: Desk, listings: Flask) -> None:
    other = owner(listings.test_client(), FANGSHI, phone="+12405550152")
    other.save("work", **WORK)
    other.publish()
    [change] = history(FANGSHI)
    stranger = Desk(desk.client, desk.person_id, FANGSHI)
    for rest in (
        "/publish",
        "/discard",
        "/pause",
        "/still-true",
        f"/history/{change.id}/undo",
        "/phones/add",
        "/phones/remove",
        "/phones/texts",
        "/names",
    ):
        assert stranger.post(rest, base="0-0", shown="", name_zh="x", phone="+12405550199").status_code == 404, rest
    assert desk.post(f"/history/{change.id}/undo").status_code == 404
    assert len(history(FANGSHI)) == 1


@pytest.mark.parametrize("rest", ["", "/names", "/preview", "/history", "/phones"])
def test_nobody_signed_in_is_sent_to_sign_in(listings: Flask, rest: str) -> None:
    answer = listings.test_client().get(f"/en/manage/{GAOSHI}/listing{rest}")
    assert answer.status_code == 303
    assert answer.location.startswith("/en/sign-in")


def test_the_history_costs_the_same_for_one_and_for_twenty(desk: Desk) -> None:
    counts = []
    for number in range(1, 21):
        desk.save("names", name_zh=f"高氏{number}", name_zh_lang="zh-Hans")
        desk.publish()
        if number in (1, 20):
            counts.append(_queries(lambda: desk.get("/history")))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def _queries(ask: Any) -> int:
    with statements() as run:
        ask()
    return len(run)
