"""What is counted for Prometheus: over several processes, by the worker, and never by a word that a stranger chose."""

import json
import os
import re
import signal
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.entrypoints import worker as worker_module
from directory.entrypoints.worker import Worker
from directory.foundation import metrics, watch
from directory.foundation.unit import unit
from directory.kernel.errors import TransportError
from directory.outbox import deliver, outcome
from directory.outbox.actions import enqueue
from directory.outbox.models import Message
from tests.rules.source import ROOT
from tests.support.web_server import WebServer, web_server

HERE = {"REMOTE_ADDR": "127.0.0.1"}


def _get(server: WebServer, path: str) -> str:
    return server.exchange(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()).decode()


@pytest.mark.large
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_several_processes_count_together(app: Flask, tmp_path: Path) -> None:
    """Whichever of them is asked knows what all of them answered."""
    with web_server(tmp_path, str(app.config["DATABASE_URL"]), "--workers", "3") as server:
        for _ in range(12):
            assert _get(server, "/healthz").startswith("HTTP/1.1 200")
        for _ in range(6):
            text = _get(server, "/metrics")
            seen = re.search(
                r'lengnuan_request_seconds_count\{method="GET",route="/healthz",status="200"\} (\S+)', text
            )
            assert seen is not None, text[:3000]
            assert float(seen[1]) == 12
        assert "lengnuan_outbox_lag_seconds 0.0" in text
        names = re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE)
        assert sorted(names) == sorted(set(names))
        assert "pid=" not in text, "what a process once read of the outbox is no count"


@pytest.mark.large
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_processes_that_make_way_leave_their_counts_and_no_files(app: Flask, tmp_path: Path) -> None:
    """Else whoever watches reads more files with every day, until somebody starts the server anew."""
    (folder := tmp_path / "counts").mkdir()
    with web_server(tmp_path, str(app.config["DATABASE_URL"]), TMPDIR=str(folder)) as server:
        files = set()
        for answered in range(1, 4):
            assert _get(server, "/healthz").startswith("HTTP/1.1 200")
            assert f'route="/healthz",status="200"}} {answered}.0\n' in _get(server, "/metrics")
            files = files or set(folder.rglob("*.db"))
            (process,) = server.children()
            os.kill(process, signal.SIGKILL)
        assert _get(server, "/healthz").startswith("HTTP/1.1 200")
        assert set(folder.rglob("*.db")) == files


def _sends() -> dict[tuple[str, ...], float]:
    return {
        tuple(sample.labels[name] for name in ("channel", "outcome", "code")): sample.value
        for family in metrics.SENDS.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (None, ("sms", "sent", "")),
        (TransportError("recipient", "HTTP 400, code 21211"), ("sms", "failed", "21211")),
        (TransportError("content", "HTTP 400, code 987654321"), ("sms", "failed", "other")),
        (TransportError("connection", "HTTP 503, code 20503"), ("sms", "retry", "other")),
        (TransportError("connection", "ConnectionResetError"), ("sms", "retry", "")),
    ],
)
def test_what_came_of_a_try_is_counted_once(
    session: Session, error: TransportError | None, counted: tuple[str, ...]
) -> None:
    with unit() as session:
        enqueue(session, "lead", ("lead", 1), "sms", "+12406368420", "en")
        message = session.query(Message).one()
        message.state, message.lease_owner = "sending", deliver.OWNER
    before = _sends()
    with unit() as session:
        if error is None:
            outcome.sent(session, message.id, deliver.OWNER, "SM1", "gateway")
        else:
            outcome.broke(session, message.id, deliver.OWNER, error)
        assert _sends() == before, "not before it is committed"
    after = _sends()
    assert {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)} == {
        counted: 1
    }


def test_made_up_methods_do_not_make_metrics_grow(client: FlaskClient) -> None:
    client.open("/healthz", method="BREW")
    lines = client.get("/metrics", environ_base=HERE).text.count("\n")
    for number in range(20):
        client.open("/healthz", method=f"BREW{number}")
        client.get(f"/made-up/{number}")
    grown = client.get("/metrics", environ_base=HERE).text
    assert "BREW" not in grown
    assert "made-up" not in grown
    assert grown.count("\n") <= lines + 40


def _exposed(client: FlaskClient) -> set[str]:
    """The names of everything that web and worker count."""
    text = client.get("/metrics", environ_base=HERE).text + metrics.rendered().decode()
    return set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["alerts.yaml", "grafana.json"])
def test_alerts_and_board_ask_for_what_is_counted(client: FlaskClient, name: str) -> None:
    """By its name, and where labels are named by labels that it has."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    used = set(re.findall(r"\b(lengnuan_\w+)", text))
    counted = _exposed(client)
    assert used
    assert {re.sub(r"_(count|bucket|sum)$", "", one) for one in used} <= counted | {"lengnuan_request_seconds"}
    statuses = set(re.findall(r'hooks_refused_total\{status=\\?"(\w+)', text))
    assert statuses <= set(metrics.HOOK_REFUSALS)
    outcomes = set(re.findall(r'outcome=\\?"(\w+)', text))
    assert outcomes <= {"failed", "unsure", "retry", "sent"}


def test_the_files_that_watch_can_be_read() -> None:
    rules = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    assert all({"alert", "expr", "annotations"} <= rule.keys() for rule in rules)
    board = json.loads((ROOT / "deploy/grafana.json").read_text(encoding="utf-8"))
    numbers = [panel["id"] for panel in board["panels"]]
    assert len(numbers) == len(set(numbers))
    assert all(panel["targets"] for panel in board["panels"])


def _ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_whoever_watches_a_worker_sees_whether_it_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    with (
        watch.window(18_431, worker.trouble, metrics.rendered) as port,
        watch.window(18_431, worker.trouble, metrics.rendered) as other,
    ):
        assert port != other, "two on one machine, with the same settings"
        assert _ask(port, "/healthz") == (200, "ok\n")
        status, text = _ask(port, "/metrics")
        assert (status, "lengnuan_sends_total" in text) == (200, True)
        assert _ask(port, "/else")[0] == 404
        monkeypatch.setattr(worker, "_looked_at", worker._looked_at - worker_module.MOST_SILENT - 1)
        status, text = _ask(other, "/healthz")
        assert (status, text.startswith("has not looked for")) == (503, True)


def test_without_a_port_nobody_listens() -> None:
    with watch.window(0, lambda: None, lambda: b"") as port:
        assert port == 0
