"""The desk's page of the printed ad and its files; the same from a terminal."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from directory.arrivals import issue
from directory.kernel import clock
from directory.kernel.language import LANGUAGES
from tests.factories.desk import PRINTED, Desk, owner
from tests.factories.listings import FANGSHI, GAOSHI
from tests.page import check_page, words
from tests.support.pdf import read


def path(desk: Desk, rest: str = "") -> str:
    return f"/{desk.language}/manage/{desk.slug}/print{rest}"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_page_is_sound_and_names_its_files(desk: Desk, language: str) -> None:
    desk.client.application.config["SMS_FROM"] = "+13015550100"
    desk.language = language
    page = check_page(desk.client.get(path(desk)), language, quoted=PRINTED)
    (image,) = (element for element in page.all("img"))
    assert image.get("src") == f"{path(desk)}.svg?lang={language}&width=column&color=bw"
    chosen = check_page(desk.client.get(path(desk, "?lang=en&width=card&color=two")), language, quoted=PRINTED)
    links = [element.get("href") or "" for element in chosen.all("a") if "save=1" in (element.get("href") or "")]
    assert links == [f"{path(desk)}.{kind}?lang=en&width=card&color=two&save=1" for kind in ("pdf", "svg")]
    for link in links:
        answer = desk.client.get(link)
        assert (answer.status_code, len(answer.data) > 5000) == (200, True)
        assert f'attachment; filename="{GAOSHI}-card-en-two.' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_page_says_what_the_codes_brought(desk: Desk, language: str) -> None:
    desk.language = language
    scan = f"/{language}/request-a-quote?business={GAOSHI}&from="
    for source in ("card", "card", issue(clock.today())):
        visitor = desk.client.application.test_client()
        visitor.get(scan + source, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14)"})
    page = check_page(desk.client.get(path(desk)), language, quoted=PRINTED)
    lines = [words(item) for item in page.all("li") if "30" in words(item)]
    assert sorted(re.findall(r"\d+", lines[0])[-4:]) == ["0", "2", "2", "30"]
    assert len(lines) == 2


def test_nonsense_in_the_address_is_as_nothing(desk: Desk) -> None:
    answer = desk.client.get(path(desk, ".pdf?lang=xx&width=../../etc&color=%00"))
    assert answer.headers["Content-Disposition"] == f'inline; filename="{GAOSHI}-column-zh-hans-bw.pdf"'
    printed = read(answer.data)
    assert "高氏冷暖" in printed.text
    base, source = desk.client.application.config["BASE_URL"], issue(clock.today())
    assert printed.codes == [f"{base}/zh-hans/request-a-quote?business={GAOSHI}&from={source}"]


def test_the_preview_is_small(desk: Desk) -> None:
    for query in ("", "?width=double&color=two", "?width=card"):
        answer = desk.client.get(path(desk, f".svg{query}"), headers={"Accept-Encoding": "gzip"})
        assert answer.content_type == "image/svg+xml"
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) < 45_000
        assert gzip.decompress(answer.data) == desk.client.get(path(desk, f".svg{query}")).data


@pytest.mark.parametrize("rest", ["", ".pdf", ".svg"])
def test_only_its_own_people_get_it(desk: Desk, rest: str) -> None:
    stranger = owner(desk.client.application.test_client(), FANGSHI, phone="+12405550160")
    assert stranger.client.get(path(desk, rest)).status_code == 404
    nobody = desk.client.application.test_client().get(path(desk, rest))
    assert (nobody.status_code, "/sign-in" in nobody.headers["Location"]) == (303, True)


def test_a_colleague_prints_too(desk: Desk) -> None:
    colleague = owner(desk.client.application.test_client(), GAOSHI, "colleague", phone="+12405550161")
    assert colleague.client.get(path(desk, ".pdf")).status_code == 200


def test_the_command_writes_the_file(listings: Flask, tmp_path: Path) -> None:
    run = listings.test_cli_runner().invoke
    target = tmp_path / "ad.svg"
    done = run(
        args=["ads", "print", GAOSHI, "--lang", "zh-hant", "--width", "double", "--color", "two", "-o", str(target)]
    )
    assert (done.exit_code, done.output.startswith(f"{target}: 4.1 by 3.0 inches, ")) == (0, True)
    assert target.read_bytes().startswith(b"<svg")
    assert read(run(args=["ads", "print", GAOSHI, "-o", "-"]).stdout_bytes).width == 144


def test_the_command_says_what_is_wrong(listings: Flask) -> None:
    run = listings.test_cli_runner().invoke
    nobody = run(args=["ads", "print", "nobody"])
    assert (nobody.exit_code, nobody.output) == (1, "Error: nobody: no published listing has this slug\n")
    assert run(args=["ads", "print", GAOSHI, "--width", "huge"]).exit_code == 2
