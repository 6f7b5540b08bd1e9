"""What is read of pictures by the real reader, and what becomes of files that are none, within memory and time."""

import json
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
import pytest
from flask import Flask
from PIL import Image

from directory.ads.rules.scanned import as_json, read_page
from directory.scans import scanner
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from directory.scans.scanner import Scan
from tests.ads.gold import score
from tests.ads.gold_seed import seed_ads
from tests.scans.newspaper import Layout, handheld, jpeg, page, rotated, shadowed
from tests.scans.reader import read


@pytest.mark.large
def test_photograph_of_the_five_printed_ads_gives_their_reviewed_facts() -> None:
    """Aslant in a hand and in a shadow: exactly seed/businesses.toml, and what the camera noted is gone."""
    gold = {ad.gold.listings[0]["phones"][0]: ad.gold for ad in seed_ads()}
    sheet = page([ad.text for ad in gold.values()], Layout(columns=2, letters=24, width=1000))
    exif = Image.Exif()
    exif[0x010F] = "canary"
    photo = BytesIO()
    handheld(rotated(shadowed(sheet), 3)).save(photo, "JPEG", quality=85, exif=exif)
    outcome = read(photo.getvalue())
    assert isinstance(outcome, Scan)
    scanned = read_page(outcome.page)
    listings = as_json([scanned])["listings"]
    assert isinstance(listings, list)
    assert {listing["phones"][0] for listing in listings} == set(gold)
    for listing in listings:
        marks = score({"listings": [listing], "rejected": []}, gold[listing["phones"][0]])
        assert (marks.notes, marks.split_right, listing["doubtful_phones"]) == ([], True, [])
    assert not scanned.rejected
    assert b"canary" in photo.getvalue()
    assert b"canary" not in outcome.picture
    # The page was laid flat: its lines are level at both ends.
    assert max(abs(line.slope) for line in outcome.page.lines if line.length > 8 * line.height) < 0.015
    # Where an ad stands is where it stands on the picture that is shown.
    picture = Image.open(BytesIO(outcome.picture))
    assert picture.size == (outcome.page.width, outcome.page.height)
    assert not picture.getexif()


def _deep(sheet: Image.Image) -> bytes:
    """A PNG with 16 bits of gray, as scanners write."""
    content = BytesIO()
    Image.fromarray(np.asarray(sheet.convert("L")).astype(np.uint16) * 257).save(content, "PNG")
    return content.getvalue()


@pytest.mark.large
@pytest.mark.parametrize(
    "sent", [lambda sheet: jpeg(sheet.rotate(180)), lambda sheet: _deep(sheet.rotate(90, expand=True))]
)
def test_page_that_lies_on_its_head_or_side_is_read(sent: Callable[[Image.Image], bytes]) -> None:
    (ad,) = (ad.gold for ad in seed_ads() if ad.gold.id == "fangshi-lengnuan")
    outcome = read(sent(page([ad.text], Layout(columns=1, letters=30, width=500))))
    assert isinstance(outcome, Scan)
    assert [ad.listing.phones for ad in read_page(outcome.page).listings] == [("+12406519115",)]


def _png(width: int, height: int) -> bytes:
    """A picture that says to be so large, and has next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def _pdf(pages: int) -> bytes:
    """A PDF of so many empty pages."""
    kids = " ".join(f"{3 + number} 0 R" for number in range(pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    objects += ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>"] * pages
    body = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + (table + end).encode()


@pytest.mark.large
@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (_png(60_000, 60_000), ScanFlaw.TOO_LARGE),
        (_pdf(200), ScanFlaw.TOO_MANY_PAGES),
        (jpeg(Image.new("RGB", (800, 600), "white")), ScanFlaw.BLANK),
        (b"\xff\xd8\xff" + b"no picture at all", ScanFlaw.NOT_PICTURE),
    ],
    ids=["bomb", "200 pages", "blank", "only its start"],
)
def test_what_cannot_be_read_is_said_to_be(content: bytes, flaw: ScanFlaw) -> None:
    assert read(content) is flaw


def _scanned(content: bytes) -> Scan | ScanFlaw:
    with TemporaryFile() as file:
        file.write(content)
        return scanner.read(file)


def test_what_is_no_picture_never_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "CHILD", Path("/nowhere"))
    assert _scanned("华府冷暖空调".encode()) is ScanFlaw.NOT_PICTURE
    assert _scanned(b"") is ScanFlaw.NOT_PICTURE
    assert _scanned(b"\xff\xd8\xff" + bytes(MOST_BYTES)) is ScanFlaw.TOO_HEAVY


@pytest.mark.parametrize(
    ("code", "flaw"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ScanFlaw.TOO_SLOW),
        ("import time; time.sleep(600)", ScanFlaw.TOO_SLOW),
        ("print('{')", ScanFlaw.DAMAGED),
        ("print('{\"width\": 1}')", ScanFlaw.DAMAGED),
        ('print(\'{"flaw": "locked"}\')', ScanFlaw.LOCKED),
    ],
    ids=["killed", "never ends", "cut off", "half", "refused"],
)
def test_a_reader_that_fails_is_a_message(
    code: str, flaw: ScanFlaw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text(code)
    monkeypatch.setattr(scanner, "CHILD", child)
    monkeypatch.setattr(scanner, "can_read", lambda: True)
    monkeypatch.setattr(scanner, "LONGEST", 3.0 if "sleep" in code else 600.0)
    assert _scanned(b"\xff\xd8\xff") is flaw


def test_without_the_reader_the_command_says_so(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "can_read", lambda: False)
    photo = tmp_path / "page.jpg"
    photo.write_bytes(jpeg(Image.new("RGB", (80, 60), "white")))
    done = app.test_cli_runner().invoke(args=["ads", "parse", str(photo)])
    assert done.exit_code == 1
    assert done.output == f"Error: {photo}: {ScanFlaw.NO_READER.label}\n"


def test_command_takes_pictures(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside texts, each file a line of JSON; phones that are not sure are named and are no facts."""
    lines = [
        '{"text": "方氏冷暖 空调维修", "sure": [1,1,1,1,1,1,1,1,1], "gaps": [0,0,0,0,0,0,0,0,0],'
        ' "corners": [[0,0],[300,0],[300,40],[0,40]]}',
        '{"text": "240-651-9115", "sure": [1,1,1,1,1,1,1,1,1,1,0.4,1], "gaps": [0,0,0,0,0,0,0,0,0,0,0,0],'
        ' "corners": [[0,50],[300,50],[300,90],[0,90]]}',
        '{"text": "571-334-9893", "sure": [1,1,1,1,1,1,1,1,1,1,1,1], "gaps": [0,0,0,0,0,0,0,0,0,0,0,0],'
        ' "corners": [[0,100],[300,100],[300,140],[0,140]]}',
    ]
    head = f'{{"width": 400, "height": 200, "pages": 1, "rules": [], "lines": [{", ".join(lines)}]}}'
    child = tmp_path / "child.py"
    child.write_text(f"import sys; sys.stdout.buffer.write({head.encode()!r} + b'\\n')")
    monkeypatch.setattr(scanner, "CHILD", child)
    monkeypatch.setattr(scanner, "can_read", lambda: True)
    photo, text = tmp_path / "page.jpg", tmp_path / "page.txt"
    photo.write_bytes(b"\xff\xd8\xff")
    text.write_text("高氏冷暖\n(240)636-8420\n", encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["ads", "parse", str(photo), str(text), "--json"])
    assert done.exit_code == 0, done.output

    pages = [json.loads(line) for line in done.stdout.splitlines()]
    (listing,) = pages[0]["listings"]
    assert (listing["phones"], listing["doubtful_phones"]) == (["+15713349893"], ["240-651-91?5"])
    assert (listing["page"], listing["box"]) == (1, [0, 0, 300, 140])
    assert pages[1]["listings"][0]["phones"] == ["+12406368420"]
    shown = app.test_cli_runner().invoke(args=["ads", "parse", str(photo)]).output
    assert "phone that could not be read for sure: 240-651-91?5" in shown
