"""A file is absent or whole, whatever happens to its writer."""

import os
from pathlib import Path

import pytest

from directory.kernel.files import write_whole


def test_a_writer_that_breaks_off_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int) -> None:
        raise OSError("the disk is full")

    file = tmp_path / "ad.pdf"
    assert write_whole(file, b"old")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="full"):
        write_whole(file, b"new")
    with pytest.raises(OSError, match="full"):
        write_whole(tmp_path / "other", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("ad.pdf", b"old")]


def test_what_exists_stays_where_it_must_not_be_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    assert write_whole(file, b"first", overwrite=False)
    assert not write_whole(file, b"second", overwrite=False)
    assert write_whole(file, b"third")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("secret_key", b"third")]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    file, link, pipe = tmp_path / "ad.pdf", tmp_path / "latest", tmp_path / "pipe"
    link.symlink_to(file)
    write_whole(link, b"ad")
    assert (link.is_symlink(), file.read_bytes()) == (True, b"ad")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"ad")
    assert os.read(reader, 10) == b"ad"
    os.close(reader)
    assert pipe.is_fifo()
