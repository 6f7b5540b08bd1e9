"""SIGKILL at every step between taking and recording: nothing lost, nothing stuck, repeats only where it was asked."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from directory.config import FILES
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.outbox import actions
from directory.outbox.models import Message
from tests.kill.nursery import STEPS
from tests.support.databases import SECRET_KEY

pytestmark = pytest.mark.engine_cases

ROOT = Path(__file__).resolve().parents[2]
#: The gateway had the request by then, so the repeat is seen there: once.
REPEATED = {"asked", "sent", "written"}


class Nursery:
    """The process that forks the workers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, step: str, count: int) -> list[int]:
        """So many workers at once, to their end; what ended each (negative: a signal)."""
        assert self._process.stdin
        assert self._process.stdout
        print(step, count, file=self._process.stdin, flush=True)
        return list(json.loads(self._process.stdout.readline()))


@contextmanager
def _process(*words: str, quiet: bool = False, **settings: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=os.environ | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.mark.kill
@pytest.mark.parametrize("workers", [1, 4])
def test_a_killed_worker_loses_nothing(
    app: Flask, engine_url: str, tmp_path: Path, workers: int, record_property: Callable[[str, object], None]
) -> None:
    many = 2 * workers * len(STEPS) + 10
    with unit() as session:
        numbers = [
            actions.enqueue(session, "kill", ("thing", number), "sms", f"+1240555{number:04d}", "en").id
            for number in range(1, many + 1)
        ]
    log, notes = tmp_path / "texts.jsonl", tmp_path / "notes"
    with ExitStack() as stack:
        gateway = stack.enter_context(_process("tests.support.fake_sms", "--log", str(log), quiet=True))
        assert gateway.stdout
        settings = json.loads(gateway.stdout.readline())
        settings |= {"DATABASE_URL": engine_url, "INSTANCE": str(tmp_path), "SMS_DAILY_LIMIT": "10000"}
        settings |= {"SMS_HOURS": "always", "SECRET_KEY": SECRET_KEY, "SMTP_URL": FILES}
        nursery = Nursery(stack.enter_context(_process("tests.kill.nursery", str(notes), **settings)))
        for step in STEPS:
            assert nursery.run(step, workers) == [-signal.SIGKILL] * workers, step
        _an_hour_later()
        assert nursery.run("none", workers) == [0] * workers

    db.session.rollback()
    rows = {message.id: message for message in db.session.query(Message)}
    killed = dict(reversed(line.split()) for line in notes.read_text().splitlines())
    sends = Counter(int(json.loads(line)["body"]) for line in log.read_text().splitlines())
    steps = {message.subject_id: killed.get(str(message.id), "") for message in rows.values()}
    lost = [number for number in steps if number not in sends]
    stuck = [message.id for message in rows.values() if message.state != "sent"]
    record_property(
        "figures",
        f"{app.config['DATABASE_URL'].split(':')[0]}, {workers} workers: {many} messages, {len(killed)} kills "
        f"({workers} at each of {', '.join(STEPS)}), {sum(sends.values())} sendings, "
        f"{sum(sends.values()) - len(sends)} repeats, {len(lost)} lost, {len(stuck)} stuck",
    )
    assert sorted(rows) == numbers, "no dead letter"
    assert {message.state for message in rows.values()} == {"sent"}
    assert {message.lease_owner for message in rows.values()} == {None}
    assert Counter(killed.values()) == dict.fromkeys(STEPS, workers)
    assert sends == {number: 2 if step in REPEATED else 1 for number, step in steps.items()}
    assert all(message.repeats == (killed.get(str(message.id)) in REPEATED | {"composed"}) for message in rows.values())


def _an_hour_later() -> None:
    """The dead workers' leases run out."""
    with unit() as session:
        leased = update(Message).where(Message.state == "sending")
        session.execute(leased.values(lease_until=clock.now() - timedelta(seconds=1)))
