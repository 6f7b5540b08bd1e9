"""What people read about the limits: on the page that refuses, on the page about our texts, in README."""

import re

import pytest

from directory.accounts.rules import CODES_A_DAY
from directory.config import ROOT
from directory.foundation.db import db
from directory.foundation.limits import CODES, RULES, TEXTS, TO_ONE_PHONE, VISITORS, WIDTHS
from directory.leads.models import QuoteRequest
from tests.factories.form import QUOTED
from tests.factories.listings import GAOSHI
from tests.hostile.conftest import Site
from tests.page import check_page


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_who_asks_too_often_reads_whom_to_call_and_since_when(site: Site, language: str) -> None:
    site.app.config["RATE_LIMITS"] = True
    path = f"/{language}/request-a-quote"
    most = int(VISITORS["request"]["near"].partition("/")[0])
    for number in range(most):
        fields = site.form(business=GAOSHI, named=GAOSHI, phone=f"301-555-01{number + 10}")
        assert site.client.post(path, data=fields).status_code == 303
    answer = site.client.post(path, data=site.form(business=GAOSHI, named=GAOSHI))
    assert (answer.status_code, db.session.query(QuoteRequest).count()) == (429, most)
    check_page(answer, language, quoted=QUOTED)
    assert 'href="tel:+1' in answer.text
    assert "陈女士" in answer.text
    words = {
        "en": ("in a short time", "It works again in"),
        "zh-hans": ("短时间内的需求太多", "后可以再试"),
        "zh-hant": ("短時間內的需求太多", "後可以再試"),
    }
    assert all(wording in answer.text for wording in words[language])
    assert not any(wording in answer.text for wording in ("network today", "open for", "网络发出", "網路送出"))
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    site.clock.move(seconds=int(answer.headers["Retry-After"]))
    again = site.client.post(path, data=site.form(business=GAOSHI, named=GAOSHI))
    assert again.status_code == 303


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_texts_page_tells_the_numbers_that_hold(site: Site, language: str) -> None:
    answer = site.client.get(f"/{language}/about/texts")
    check_page(answer, language)
    (_, _, hour), (_, _, day) = TO_ONE_PHONE
    sentences = [item.split("</li>")[0] for item in answer.text.split("<li>")]
    near = [part.split("/")[0].strip() for part in RULES["request-by-near"].split(";")]
    for numbers in ((str(hour), str(day)), tuple(near)):
        assert any(re.findall(r"[0-9]+", item) == list(numbers) for item in sentences), numbers
    # Two older sentences have their numbers in words.
    assert RULES["receipt-by-contact"] == "3/day"
    assert RULES["code-by-printed-phone"].startswith("3/hour")


def test_readme_repeats_the_limits() -> None:
    readme = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = {"request": "quote requests", "report": "reports, removals", "claim": "claims", "list": "list your business"}
    for act, title in rows.items():
        levels = [*WIDTHS, "strangers", "known"]
        assert f"| {title} | " + " | ".join(VISITORS[act][level] for level in levels) + " |" in readme
    known = CODES_A_DAY - CODES["newcomer"]
    codes = " | ".join([*VISITORS["code"].values(), f"{CODES['newcomer']}/day", f"{known}/day"])
    assert f"| codes | {codes} |" in readme
    (_, some, most), (_, some_a_day, most_a_day) = TO_ONE_PHONE
    assert f"at most {most} texts an hour and {most_a_day} a day" in readme
    assert f"{some} and {some_a_day} of them from strangers" in readme
    assert ", ".join(str(CODES[budget]) for budget in ("operator", "own", "known", "printed")) + "." in readme
    text = " ".join((readme + (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")).split())
    for share in TEXTS.values():
        assert f" {share} %" in text
    assert f"{sum(TEXTS.values())} % of them reserved" in text
