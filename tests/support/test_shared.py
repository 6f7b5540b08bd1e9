"""What processes of a run share: made once, noted for all."""

from pathlib import Path

from tests.support.shared import Seen, folder, made_once


def test_a_file_is_made_once(tmp_path: Path) -> None:
    calls = []

    def make() -> bytes:
        calls.append(1)
        return b"made"

    assert made_once(tmp_path / "file", make) == made_once(tmp_path / "file", make) == b"made"
    assert len(calls) == 1


def test_what_could_not_be_made_is_made_by_the_next(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError

    try:
        made_once(tmp_path / "file", fail)
    except ValueError:
        assert made_once(tmp_path / "file", lambda: b"made") == b"made"


def test_one_process_knows_what_another_has_noted(tmp_path: Path) -> None:
    one, other = Seen(), Seen()
    one.note(["before"])
    for seen in (one, other):
        seen.share(tmp_path / "seen")
    assert other.unknown(["before", "after"]) == {"after"}
    other.note(["after", "two\nlines"])
    one.note(["own"])
    assert one.unknown(["before", "after", "two\nlines", "own", "new"]) == {"new"}
    assert other.unknown(["own"]) == set()


def test_half_a_line_of_another_counts_once_it_is_whole(tmp_path: Path) -> None:
    one, other, path = Seen(), Seen(), tmp_path / "seen"
    one.share(path)
    other.share(path)
    one.note(["text"])
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    assert other.unknown(["text"]) == {"text"}
    path.write_bytes(whole)
    assert other.unknown(["text"]) == set()


def test_alone_a_process_keeps_what_it_has_seen() -> None:
    seen = Seen()
    seen.note(["text"])
    assert seen.unknown(["text", "other"]) == {"other"}


def test_processes_of_a_run_meet_in_one_folder(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert folder(tmp_path / "popen-gw0") == folder(tmp_path / "popen-gw1") == tmp_path
    monkeypatch.delenv("PYTEST_XDIST_WORKER")
    assert folder(tmp_path / "popen-gw0") == tmp_path / "popen-gw0"
