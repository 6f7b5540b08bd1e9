"""Tables kept in `build/`: never stale, never half, never needed."""

import json
import threading
from pathlib import Path

import pytest

from directory.kernel import prepared
from tests.rules.source import ROOT, files

SOURCES = ("seed", "code.py")


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house to prepare tables of."""
    (tmp_path / "seed").mkdir()
    (tmp_path / "seed" / "words.toml").write_text("a", encoding="utf-8")
    (tmp_path / "code.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    monkeypatch.setattr(prepared, "BUILD", tmp_path / "build")
    monkeypatch.setattr(prepared, "_ALWAYS", ())
    prepared.digest.cache_clear()
    return tmp_path


class Maker:
    """Makes a table, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> object:
        self.times += 1
        return {"冷": [1, ("a", "b")]}


def _again(name: str, make: Maker) -> object:
    """As another process would ask."""
    prepared.digest.cache_clear()
    return prepared.prepared(name, SOURCES, make, object)


def test_a_table_is_made_once_and_reads_the_same_made_or_kept() -> None:
    make = Maker()
    assert [_again("words", make) for _ in range(3)] == [{"冷": [1, ["a", "b"]]}] * 3
    assert make.times == 1


@pytest.mark.parametrize(
    ("path", "content"), [("code.py", "2"), ("seed/words.toml", "b"), ("seed/more.csv", "a"), ("seed/words.toml", "a ")]
)
def test_another_content_of_any_source_makes_it_anew(house: Path, path: str, content: str) -> None:
    make = Maker()
    _again("words", make)
    (house / path).write_text(content, encoding="utf-8")
    _again("words", make)
    assert make.times == 2
    assert len(list((house / "build").iterdir())) == 1, "the older one is forgotten"


def test_a_table_of_a_longer_name_is_not_an_older_one(house: Path) -> None:
    make = Maker()
    for name in ("words-by-sound", "words", "words-by-sound", "words"):
        _again(name, make)
    assert make.times == 2
    assert len(list((house / "build").iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b'{"\xe5', b"\xff\xfe", b"[1,", b"\x80\x04K\x01."])
def test_a_broken_file_is_made_anew(house: Path, content: bytes) -> None:
    make = Maker()
    _again("words", make)
    (file,) = (house / "build").iterdir()
    file.write_bytes(content)
    assert _again("words", make) == {"冷": [1, ["a", "b"]]}
    assert make.times == 2
    assert json.loads(file.read_bytes()), "and kept again"


def test_what_cannot_be_kept_is_made_in_memory(house: Path) -> None:
    (house / "build").write_text("a file stands in the way", encoding="utf-8")
    make = Maker()
    assert _again("words", make) == {"冷": [1, ["a", "b"]]}
    assert _again("words", make) == {"冷": [1, ["a", "b"]]}
    assert make.times == 2


def test_nothing_is_left_of_a_write_that_failed(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    assert _again("words", Maker()) == {"冷": [1, ["a", "b"]]}
    assert not list((house / "build").iterdir())


def test_many_at_once_all_read_a_whole_table(house: Path) -> None:
    make, tables = Maker(), []
    threads = [threading.Thread(target=lambda: tables.append(_again("words", make))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tables == [{"冷": [1, ["a", "b"]]}] * 16
    assert [file.suffix for file in (house / "build").iterdir()] == [".json"]


def test_no_table_is_a_pickle() -> None:
    named = [source.path for source in files("directory/*.py") if "pickle" in source.text]
    assert not named
    assert not list((ROOT / "build").glob("*.pickle"))
