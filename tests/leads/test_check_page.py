"""The look at everything before it is sent: what each business would read, and the way back to each answer."""

import pytest

from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from tests.factories.form import QUOTED, TYPED, fields, opened, path, refused, send, wrongs
from tests.factories.listings import seeded
from tests.page import check_page, words

SECRETS = "请打 301-555-0199 或加微信 chen_hvac88"


@pytest.fixture(autouse=True)
def _seeded(app, clock):
    seeded()


def _hidden(page) -> dict[str, list[str]]:
    """What the page would send on, by field."""
    given: dict[str, list[str]] = {}
    for field in page.all("input"):
        given.setdefault(field.get("name"), []).append(field.get("value"))
    return given


def _part(page, heading: str) -> str:
    return words(next(e for e in page.all("section") if e.get("aria-labelledby") == heading))


def _checked(client, clock, language="zh-hans", **changes):
    values = fields(opened(client, language), check="y", **changes)
    clock.move(10)
    answer = send(client, values, language)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert db.session.query(QuoteRequest).count() == 0
    return check_page(answer, language, quoted=(*QUOTED, SECRETS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_shows_what_is_read_at_once_and_what_after_the_yes(client, clock, language):
    page = _checked(client, clock, language, details=f"{TYPED} {SECRETS}", email="chen@example.com")
    at_once, after = _part(page, "job"), _part(page, "contact")
    assert "Rockville" in at_once
    assert TYPED in at_once
    # Answers are named, not asked for again.
    assert not [mark for mark in "?？" if mark in at_once.replace(TYPED, "")]
    for secret in ("301-555-0199", "chen_hvac88", "301-555-0142", "chen@example.com", "陈女士"):
        assert secret not in at_once
    for secret in ("301-555-0142", "chen@example.com", "陈女士"):
        assert secret in after
    assert all(name in _part(page, "who") for name in ("高氏冷暖", "方氏冷暖"))


@pytest.mark.parametrize(("urgency", "is_told_later"), [("48h", True), ("now", False)])
def test_it_says_when_they_are_told(client, clock, app, urgency, is_told_later):
    app.config["CONFIRM_MINUTES"] = 30
    recipients = _part(_checked(client, clock, urgency=urgency), "who")
    assert ("也会在 30 分钟后通知" in recipients) == is_told_later


def test_its_button_sends_exactly_what_was_looked_at(client, clock):
    page = _checked(client, clock, details=SECRETS)
    sent = client.post(path("zh-hans"), data=_hidden(page))
    assert sent.status_code == 303
    saved = db.session.query(QuoteRequest).one()
    assert (saved.name, saved.zip, saved.details) == ("陈女士", "20850", SECRETS)
    assert db.session.query(Lead).count() == 2
    again = client.post(path("zh-hans"), data=_hidden(page))
    assert again.location == sent.location
    assert db.session.query(QuoteRequest).count() == 1


def test_change_leads_back_with_everything_kept(client, clock):
    page = _checked(client, clock)
    targets = [e.get("formaction") for e in page.all("button") if e.get("name") == "edit"]
    assert [target.partition("#")[2] for target in targets] == ["business", "safety", "more", "name"]
    form = check_page(client.post(path("zh-hans"), data=_hidden(page) | {"edit": "y"}), "zh-hans", quoted=QUOTED)
    assert {e.get("id") for e in form.root.iter()} >= {target.partition("#")[2] for target in targets}
    answers = _hidden(form)
    assert answers["name"] == ["陈女士"]
    assert answers["phone"] == ["(301) 555-0142"]
    assert db.session.query(QuoteRequest).count() == 0


def test_what_is_wrong_is_said_before_the_look(client, clock):
    values = fields(opened(client), check="y", zip="2085")
    clock.move(10)
    assert "邮编" in wrongs(refused(client, values))


def test_without_the_look_it_is_sent_at_once(client, clock):
    values = fields(opened(client))
    clock.move(10)
    assert send(client, values).status_code == 303


def test_a_stop_leads_to_the_look_that_was_asked_for(client, clock):
    values = fields(opened(client, "zh-hans"), check="y", safety="gas")
    clock.move(10)
    stop = send(client, values, "zh-hans")
    assert stop.status_code == 400
    after = client.post(
        path("zh-hans"), data={**_hidden(check_page(stop, "zh-hans", quoted=QUOTED)), "safety_ack": "out"}
    )
    assert after.status_code == 200
    assert db.session.query(QuoteRequest).count() == 0
    page = check_page(after, "zh-hans", quoted=QUOTED)
    assert client.post(path("zh-hans"), data=_hidden(page)).status_code == 303
    assert db.session.query(QuoteRequest).one().safety == "gas"


def test_line_breaks_count_as_the_browser_counts_them(client, clock):
    words_of_2000 = "\r\n".join(["暖气不热"] * 400)[: 2000 + 399]
    assert len(words_of_2000.replace("\r\n", "\n")) <= 2000 < len(words_of_2000)
    _checked(client, clock, details=words_of_2000)


def test_what_was_heard_and_left_for_is_read_by_the_businesses(client, clock):
    """The answer to the stop goes along over the check page, so what was heard is not saved as no danger."""
    values = fields(opened(client, "zh-hans"), check="y", details="家里有煤气味，暖气也不热")
    clock.move(10)
    stop = check_page(send(client, values, "zh-hans"), "zh-hans", quoted=(*QUOTED, "家里有煤气味，暖气也不热"))
    after = client.post(path("zh-hans"), data={**_hidden(stop), "safety_ack": "out"})
    page = check_page(after, "zh-hans", quoted=(*QUOTED, "家里有煤气味，暖气也不热"))
    assert client.post(path("zh-hans"), data=_hidden(page)).status_code == 303
    assert db.session.query(QuoteRequest).one().safety == "gas"


def test_the_language_of_the_call_is_read_at_once(client, clock):
    page = _checked(client, clock)
    assert "普通话" in _part(page, "job")
    assert "普通话" not in _part(page, "contact")
