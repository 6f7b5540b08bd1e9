"""What others show of this site: shared links, icons, the phone's first screen, whom to tell of a hole."""

import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from directory import app as application
from directory.config import FILES, Settings, load, unsaid_of_operator
from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from tests.factories.listings import GAOSHI, seeded
from tests.page import check_page, parse, words
from tests.support.databases import SECRET_KEY
from tests.support.engines import on_sqlite
from tests.support.public_pages import public_pages

PAGES = public_pages(GAOSHI)


@pytest.fixture
def site(app: Flask) -> Flask:
    seeded()
    return app


def _shared(answer: TestResponse) -> dict[str, list[str]]:
    """What a page says to those who show its link."""
    tags: dict[str, list[str]] = {}
    for meta in parse(answer.text).all("meta"):
        if (name := meta.get("property", "")).startswith("og:"):
            tags.setdefault(name, []).append(meta.get("content", ""))
    return tags


def _file(site: Flask, address: str) -> tuple[str | None, bytes]:
    """What lies at an address: its type and its bytes."""
    with site.test_client().get(address) as answer:
        assert answer.status_code == 200, address
        return answer.content_type, answer.data


def test_the_list_of_public_pages_has_the_ones_people_know() -> None:
    assert {"/", "/find", "/compare", "/request-a-quote", f"/businesses/{GAOSHI}", "/about/us"} <= set(PAGES)
    assert not any("<" in page or page.endswith((".png", ".vcf", ".webmanifest")) for page in PAGES)


@pytest.mark.large
@on_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_say_what_a_shared_link_shows(site: Flask, language: str) -> None:
    files = set()
    for page in PAGES:
        answer = site.test_client().get(f"/{language}{page}", follow_redirects=True)
        shared = _shared(answer)
        (address,) = shared["og:url"]
        assert address == parse(answer.text).source.split('rel="canonical" href="')[1].split('"')[0]
        assert address.startswith(f"http://127.0.0.1:8000/{language}/")
        assert shared["og:type"] == ["website"]
        assert shared["og:locale"] == [LANGUAGES[language].locale]
        others = [other.locale for other in LANGUAGES.values() if other.url != language]
        assert shared["og:locale:alternate"] == others
        (picture,) = shared["og:image"]
        links = {link.get("rel"): link.get("href", "") for link in parse(answer.text).all("link")}
        files |= {(picture.removeprefix("http://127.0.0.1:8000"), "image/png")}
        files |= {(links["apple-touch-icon"], "image/png"), (links["manifest"], "application/manifest+json")}
    for address, kind in files:
        assert _file(site, address)[0] == kind


def test_a_page_of_one_person_and_an_error_show_nothing(site: Flask) -> None:
    assert _shared(site.test_client().get("/en/requests/abcdefghijklmnopqrstuv")) == {}
    assert _shared(site.test_client().get("/en/businesses/nobody")) == {}
    assert _shared(site.test_client().post("/en/request-a-quote", data={})) == {}


def test_a_business_is_the_same_page_whatever_comes_along(site: Flask) -> None:
    answer = site.test_client().get(f"/en/businesses/{GAOSHI}?zip=20850&symptom=noheat")
    assert _shared(answer)["og:url"] == [f"http://127.0.0.1:8000/en/businesses/{GAOSHI}"]
    links = [link.get("href", "") for link in parse(answer.text).all("link") if link.get("hreflang")]
    assert len(links) == 4
    assert not any("?" in link for link in links)


def test_browsers_and_phones_find_the_pictures_where_they_look(app: Flask) -> None:
    kind, picture = _file(app, "/favicon.ico")
    assert (kind, picture[:4]) == ("image/vnd.microsoft.icon", b"\0\0\1\0")
    assert app.test_client().get("/favicon.ico").headers["Cache-Control"] == "public, max-age=86400"
    kind, picture = _file(app, "/apple-touch-icon.png")
    assert (kind, struct.unpack(">II", picture[16:24])) == ("image/png", (180, 180))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_puts_the_site_on_its_first_screen(app: Flask, language: str) -> None:
    manifest = json.loads(_file(app, f"/{language}/manifest.webmanifest")[1])
    assert (manifest["lang"], manifest["start_url"]) == (LANGUAGES[language].bcp47, f"/{language}/")
    assert manifest["short_name"] == {"en": "Lengnuan", "zh-hans": "冷暖专版", "zh-hant": "冷暖專版"}[language]
    assert app.test_client().get(manifest["start_url"]).status_code == 200
    for icon in manifest["icons"]:
        side = int(icon["sizes"].split("x")[0])
        assert struct.unpack(">II", _file(app, icon["src"])[1][16:24]) == (side, side)


def test_security_txt_says_what_the_settings_say_and_how_long(app: Flask) -> None:
    app.config.update(CONTACT_PHONE="+12405550100", CONTACT_EMAIL="help@lengnuan.example")
    answer = app.test_client().get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert fields[0] == ["Contact", "mailto:help@lengnuan.example"]
    assert fields[1] == ["Contact", "tel:+12405550100"]
    assert ["Canonical", "http://127.0.0.1:8000/.well-known/security.txt"] in fields
    expires = datetime.fromisoformat(dict(map(tuple, fields))["Expires"])
    assert timedelta(days=28) < expires - datetime.now(UTC) <= timedelta(days=30)


def test_nobody_is_invented_to_be_told_of_a_hole(client: FlaskClient) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_runs_the_site_is_said_or_said_to_be_missing(app: Flask, language: str) -> None:
    missing = check_page(app.test_client().get(f"/{language}/about/us"), language)
    unsaid = {
        "en": ("No name of the operator", "No phone of the operator", "No email of the operator"),
        "zh-hans": ("还没有填站长的名字", "还没有填站长的电话", "还没有填站长的邮箱"),
        "zh-hant": ("尚未填寫站長的姓名", "尚未填寫站長的電話", "尚未填寫站長的電子郵件信箱"),
    }[language]
    for sentence in unsaid:
        assert sentence in words(missing.first("main"))
    app.config.update(CONTACT_NAME="林小姐", CONTACT_PHONE="+12405550100", CONTACT_EMAIL="help@lengnuan.example")
    page = check_page(app.test_client().get(f"/{language}/about/us"), language, quoted=("林小姐",))
    for part in ("林小姐", "240-555-0100", "help@lengnuan.example"):
        assert part in words(page.first("main"))
    for sentence in unsaid:
        assert sentence not in words(page.first("main"))


def test_a_site_that_says_nobody_warns_when_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY, "SMS_URL": FILES, "SMTP_URL": FILES}
    assert unsaid_of_operator(Settings.of(load({**given, "LENGNUAN_ENV": "development"}))) == ()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONTACT_PHONE", "+12405550100")
    monkeypatch.delenv("LENGNUAN_ENV", raising=False)
    # The log stays the one of the tests.
    monkeypatch.setattr("directory.app.logs.configure", lambda: None)
    with capture_logs() as lines, application.web().app_context():
        db.engine.dispose()
    (warning,) = [line for line in lines if line["event"] == "nobody can read who runs this site"]
    assert (warning["log_level"], warning["unset"]) == ("warning", "CONTACT_NAME, CONTACT_EMAIL")
