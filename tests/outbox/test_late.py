"""What comes too late changes nothing: an answer after the lease, a file that is gone, a message that was answered."""

from pathlib import Path

import pytest
from flask import Flask

from directory.foundation.unit import unit
from directory.kernel.errors import TransportError
from directory.outbox import files, outcome
from tests.outbox.conftest import Outcomes, Post, message_now


def test_a_refusal_after_the_lease_is_not_written_down(post: Post, outcomes: Outcomes) -> None:
    number = post()
    with unit() as session:
        outcome.broke(session, number, "another worker", TransportError("recipient", "no such number"))
    assert (message_now(number).state, outcomes) == ("waiting", [])


def test_a_file_that_is_gone_is_not_fresh(app: Flask, tmp_path: Path) -> None:
    assert not files._is_fresh(tmp_path / "gone.json")


def test_a_file_that_cannot_be_removed_is_reported(
    app: Flask, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert files._remove(tmp_path / "gone.json")
    assert not files._remove(tmp_path)
    assert tmp_path.is_dir()
