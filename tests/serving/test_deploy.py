"""What `deploy/` says agrees with the code: units, compose, settings, image, the command on a server."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from directory import create_app
from directory.commands import COMMANDS
from directory.config import SETTINGS
from directory.foundation.headers import security_headers
from directory.outbox import registry
from tests.rules.source import ROOT, keeps
from tests.support.databases import SECRET_KEY

DEPLOY = ROOT / "deploy"
NAMES = set(SETTINGS)
#: Names in deploy/.env that are the compose file's own: the database's password, and what `--version` says.
COMPOSE_OWN = {"DATABASE_PASSWORD", "BUILD"}
UNITS = sorted(DEPLOY.glob("*.service"))
#: Where the tool is not here. With them `systemd-analyze security` says 1.6 and 1.4; 3 is the most it may say.
HARDENED = (
    "CapabilityBoundingSet=",
    "NoNewPrivileges=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "ProtectProc=invisible",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectControlGroups=yes",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "EnvironmentFile=/etc/lengnuan.env",
    "User=lengnuan",
    "WorkingDirectory=/opt/lengnuan",
)
MOST_EXPOSED = 3.0


def check_unit(name: str, text: str) -> Iterator[str]:
    """What a unit lacks, sets past the file of settings, or starts that is not there."""
    lines = text.splitlines()
    yield from (f"{name} lacks {line}" for line in HARDENED if line not in lines)
    yield from (f"{name} sets {line}" for line in lines if line.startswith("Environment="))
    for line in lines:
        if match := re.match(r"Exec\w+=/opt/lengnuan/\.venv/bin/(\w+) (.+)", line):
            program, words = match.groups()
            if program == "gunicorn" and words != "--config python:directory.server":
                yield f"{name} has settings of the web server: {words}"
            if program == "flask" and words.split()[2] not in COMMANDS:
                yield f"{name} has a command that is not there: {words}"


def check_example(text: str, names: set[str]) -> Iterator[str]:
    """Settings that the example does not show, and what it shows that is none."""
    shown = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))
    yield from (f"the example lacks {name}" for name in sorted(names - shown))
    yield from (f"the example shows {name}, which nobody reads" for name in sorted(shown - names - COMPOSE_OWN))


def check_compose(compose: dict[str, Any], text: str, names: set[str]) -> Iterator[str]:
    """Settings that compose names and nobody reads, services that do not get the others, and what is missing."""
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    yield from (f"compose uses {name}, which nobody reads" for name in sorted(used - names - COMPOSE_OWN))
    services = compose["services"]
    for name in ("setup", "web", "worker"):
        given = services[name].get("environment", {})
        yield from (f"{name} sets {one}, which nobody reads" for one in sorted(given.keys() - names))
        if services[name].get("env_file") != [".env"]:
            yield f"{name} does not get the settings of deploy/.env"
        if "instance:/data" not in services[name].get("volumes", []):
            yield f"{name} does not have the photos"
    for name in ("web", "worker"):
        if services[name].get("deploy", {}).get("replicas", 1) < 2:
            yield f"there is one {name}"
    for name in ("web", "worker", "database"):
        if "test" not in services[name].get("healthcheck", {}):
            yield f"nobody asks whether {name} is well"
    yield from (f"{name} is open past the proxy" for name in services if name != "proxy" and "ports" in services[name])


def test_units_are_hardened_and_start_what_is_there() -> None:
    assert [unit.name for unit in UNITS] == [
        "lengnuan-backup.service",
        "lengnuan-web.service",
        "lengnuan-worker@.service",
    ]
    keeps(complaint for unit in UNITS for complaint in check_unit(unit.name, unit.read_text(encoding="utf-8")))


def test_a_soft_unit_is_named() -> None:
    text = UNITS[1].read_text(encoding="utf-8")
    assert not list(check_unit("x", text))
    assert list(check_unit("x", text.replace("PrivateTmp=yes", "PrivateTmp=no")))
    assert list(check_unit("x", text + "Environment=PORT=1\n"))
    assert list(check_unit("x", text.replace("python:directory.server", "python:directory.server --threads 2")))
    assert list(check_unit("x", text.replace("directory seed", "directory sow")))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_units_little_exposed(unit: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not on this machine")
    command = [tool, "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    exposure = re.search(r"Overall exposure level for .*: ([0-9.]+)", done.stdout)
    if exposure is None:
        pytest.skip(f"this systemd-analyze cannot look at a file: {done.stderr.strip()[:80]}")
    assert float(exposure[1]) <= MOST_EXPOSED, done.stdout


def test_the_web_unit_takes_up_a_new_release_without_an_outage() -> None:
    lines = (DEPLOY / "lengnuan-web.service").read_text(encoding="utf-8").splitlines()
    reload = [line for line in lines if line.startswith("ExecReload=")]
    assert "db upgrade" in reload[0]
    assert reload[-1] == "ExecReload=/bin/kill -USR2 $MAINPID"
    assert {"Type=notify", "NotifyAccess=all", "KillMode=mixed"} <= set(lines)


def test_the_example_shows_every_setting() -> None:
    text = (DEPLOY / "lengnuan.env.example").read_text(encoding="utf-8")
    keeps(check_example(text, NAMES))
    assert list(check_example(text, NAMES | {"NEW_ONE"})) == ["the example lacks NEW_ONE"]
    assert list(check_example(text + "#OLD_ONE=1\n", NAMES)) == ["the example shows OLD_ONE, which nobody reads"]


def test_compose_gives_every_process_the_same_settings() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    keeps(check_compose(yaml.safe_load(text), text, NAMES))
    for old, new in {
        "env_file: [.env]": "env_file: []",
        "replicas: 2": "replicas: 1",
        "INSTANCE: /data": "INSTANCES: /data",
        "${TRUSTED_PROXIES:-1}": "${TRUSTED_PROXY:-1}",
    }.items():
        assert old in text
        planted = text.replace(old, new)
        assert list(check_compose(yaml.safe_load(planted), planted, NAMES)), old


def test_the_image_is_built_of_what_the_builder_gets() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = re.findall(r"^COPY (\S+) ", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "*" in ignored
    assert {f"!{name}" for name in copied} <= set(ignored)
    assert all((ROOT / name).exists() for name in copied)


def test_what_has_a_time_every_day_is_done_by_the_worker(tmp_path: Path) -> None:
    create_app({"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY})
    assert "purge" in registry.daily
    assert set(registry.daily) <= registry.jobs.keys() | registry.errands.keys()
    assert [timer.name for timer in DEPLOY.glob("*.timer")] == ["lengnuan-backup.timer"]


def test_nginx_has_the_headers_of_the_site() -> None:
    text = (DEPLOY / "nginx/http.conf").read_text(encoding="utf-8")
    own = dict(re.findall(r'^map \$upstream_http_(\w+) \$own_\1 \{ "" "(.+)"; default ""; \}$', text, re.MULTILINE))
    assert own == {name.lower().replace("-", "_"): value for name, value in security_headers(is_https=True).items()}
    site = (DEPLOY / "nginx/site.conf").read_text(encoding="utf-8")
    for name in security_headers(is_https=True):
        assert f"add_header {name} $own_{name.lower().replace('-', '_')} always;" in site


def test_the_command_on_a_server_has_the_settings_of_the_service(tmp_path: Path) -> None:
    """As systemd reads the file: nothing is expanded, and one pair of quotes is not part of a value."""
    home = tmp_path / "site"
    (home / "deploy").mkdir(parents=True)
    (home / ".venv/bin").mkdir(parents=True)
    shutil.copy(DEPLOY / "lengnuan", home / "deploy/lengnuan")
    program = home / ".venv/bin/flask"
    names = ("A_PLAIN", "A_QUOTED", "AN_ODD", "AN_EMPTY", "A_LAST")
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nprint(sys.argv[1:], [os.environ.get(n) for n in {names!r}], os.getcwd())"
    )
    program.chmod(0o755)
    settings = tmp_path / "env"
    settings.write_text(
        '# A_PLAIN=no\nA_PLAIN=https://x.example/?a=1&b=$HOME\nA_QUOTED="two words"\nAN_ODD=\'a"b`c\'\nAN_EMPTY=\n'
        " B=x\nnonsense\nA_LAST=end"
    )
    (tmp_path / "lengnuan").symlink_to(home / "deploy/lengnuan")
    command = [str(tmp_path / "lengnuan"), "--settings", str(settings), "outbox", "list", "--state", "failed"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    values = ["https://x.example/?a=1&b=$HOME", "two words", 'a"b`c', "", "end"]
    words = ["--app", f"{home}/directory", "outbox", "list", "--state", "failed"]
    assert done.stdout == f"{words} {values} {tmp_path}\n", "files are those of the folder it is called in"


def test_without_its_settings_the_command_says_so(tmp_path: Path) -> None:
    command = [str(DEPLOY / "lengnuan"), "--settings", str(tmp_path / "none"), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot be read" in done.stderr
