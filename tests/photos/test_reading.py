"""What a picture becomes: two JPEGs with nothing in them but pixels, or a flaw, within its memory and its time."""

import json
import os
import resource
import subprocess
import sys
from ast import literal_eval
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from directory.kernel.confined import Bounds, command
from directory.photos import intake
from directory.photos.intake import Picture
from directory.photos.rules import Flaw
from tests.factories import pictures

HOSTILE = pictures.hostile()


def _file(content: bytes, folder: Path):
    path = folder / "sent"
    path.write_bytes(content)
    return path.open("rb")


def _read(content: bytes, folder: Path) -> Picture | Flaw:
    with _file(content, folder) as file:
        return intake.read(file)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def test_a_photo_becomes_two_jpegs_without_place_camera_or_comment(tmp_path: Path) -> None:
    sent = pictures.photo(4032, 3024)
    for canary in (pictures.CAMERA.encode(), pictures.COMMENT.encode(), b"canaryprofile", b"Exif"):
        assert canary in sent
    picture = _read(sent, tmp_path)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (2000, 1500)
    for content, size in ((picture.large, (2000, 1500)), (picture.small, (320, 240))):
        image = _opened(content)
        assert (image.format, image.size, image.getexif()) == ("JPEG", size, {})
        # What the format itself asks for, and nothing else.
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_density", "jfif_unit"}
        for canary in (b"anary", b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com"):
            assert canary not in content


@pytest.mark.parametrize(("orientation", "size", "left"), [(1, (640, 480), "red"), (3, (640, 480), "blue")])
def test_a_photo_stands_as_it_was_taken(tmp_path: Path, orientation: int, size: tuple[int, int], left: str) -> None:
    picture = _read(pictures.photo(640, 480, orientation), tmp_path)
    assert isinstance(picture, Picture)
    image = _opened(picture.large)
    red, _green, blue = image.getpixel((20, 240))
    assert image.size == size
    assert (red > blue) == (left == "red")


def test_a_photo_taken_upright_is_upright(tmp_path: Path) -> None:
    picture = _read(pictures.photo(640, 480, 6), tmp_path)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (480, 640)


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("P", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "WEBP"), ("1", "PNG")]
)
def test_every_kind_of_color_is_read(tmp_path: Path, mode: str, kind: str) -> None:
    picture = _read(pictures.saved(pictures.drawn().convert(mode), kind), tmp_path)
    assert isinstance(picture, Picture)
    assert _opened(picture.large).mode == "RGB"


def test_what_one_can_see_through_is_white(tmp_path: Path) -> None:
    picture = _read(pictures.saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"), tmp_path)
    assert isinstance(picture, Picture)
    assert _opened(picture.large).getpixel((25, 25)) == (255, 255, 255)


def test_there_are_forty_hostile_files() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.large
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_or_loses_all_but_its_pixels(tmp_path: Path, name: str) -> None:
    content, flaw = HOSTILE[name]
    outcome = _read(content, tmp_path)
    if flaw:
        assert outcome == Flaw.of(flaw)
        return
    assert isinstance(outcome, Picture)
    for made in (outcome.large, outcome.small):
        _opened(made)
        assert made.startswith(b"\xff\xd8\xff")
        assert made.endswith(b"\xff\xd9")
        for harm in (b"script", b"alert", b"PK\x03\x04", b"ftyp"):
            assert harm not in made


def _largest() -> dict[str, bytes]:
    return {
        "JPEG": pictures.saved(pictures.drawn(8_160, 6_120)),
        "JPEG in passes": pictures.saved(pictures.drawn(5_000, 4_000), progressive=True, subsampling=0),
        "PNG": pictures.saved(pictures.drawn(4_000, 4_000).convert("RGBA"), "PNG", compress_level=1),
        "WebP": pictures.saved(pictures.drawn(3_840, 2_160).convert("RGBA"), "WEBP", method=0),
        **{name: HOSTILE[name][0] for name in HOSTILE if "MB" in name or "JPEG that claims" in name},
    }


#: A small process between: what a process needed at most counts that of the one it came from.
_MEASURE = f"""
import json, resource, subprocess, sys
done = subprocess.run({list(intake.DECODER)!r}, stdin=sys.stdin, capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
head = json.loads(done.stdout.partition(bytes([10]))[0])
print(json.dumps({{"head": head, "kilobytes": used.ru_maxrss, "seconds": used.ru_utime + used.ru_stime}}))
"""


@pytest.mark.large
def test_the_largest_that_are_taken_need_little_memory_and_time(tmp_path: Path, record_property) -> None:
    """Measured by the operating system, of the process that reads."""
    worst_memory = worst_time = 0.0
    for name, content in _largest().items():
        with _file(content, tmp_path) as file:
            done = subprocess.run([sys.executable, "-I", "-c", _MEASURE], stdin=file, capture_output=True, check=True)
        measured = json.loads(done.stdout)
        head = measured["head"]
        is_taken = name in ("JPEG", "JPEG in passes", "PNG", "WebP") or not HOSTILE[name][1]
        assert ("width" in head) == is_taken, (name, head)
        worst_memory = max(worst_memory, measured["kilobytes"] / 1024)
        worst_time = max(worst_time, measured["seconds"])
    record_property("figures", f"G19 reading a photo: at most {worst_memory:.0f} MB and {worst_time:.2f} s of work")
    assert worst_memory < 200
    assert worst_time < 2


def test_the_process_that_reads_is_bound(tmp_path: Path) -> None:
    """What it may use at most is set before its script begins."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, resource, sys\n"
        "names = ('RLIMIT_DATA', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE')\n"
        "print([*(resource.getrlimit(getattr(resource, name))[0] for name in names), os.nice(0), *sys.argv[1:]])\n"
    )
    bounds = Bounds(memory=2**28, seconds=7, niceness=2)
    done = subprocess.run(command(script, bounds, 9), capture_output=True, check=True, text=True)
    assert literal_eval(done.stdout) == [2**28, 7, 0, 0, min(19, os.nice(0) + 2), "9"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0
