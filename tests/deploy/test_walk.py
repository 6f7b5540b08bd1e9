"""The walk of docs/operations.md, "Setting up", on this machine's loopback, with nothing but what `deploy/` ships.

What systemd would start is started as the units say, with the settings of their one file and no others; PostgreSQL,
the text gateway and the mail server are those of the tests, nginx is Debian's with the shipped configuration.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, text

from tests.factories.listings import GAOSHI
from tests.rules.source import ROOT
from tests.support.databases import Databases
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp
from tests.support.homeowner import Visitor, filled
from tests.support.nginx import NGINX, OPENSSL, free_port, running
from tests.support.patience import SECONDS, until

#: What a server needs of a checkout, as the image has it, and `deploy/`.
FOLDERS, FILES = ("directory", "templates", "seed", "deploy"), ("requirements.txt", "pyproject.toml", "CHANGELOG.md")
FORM = f"/en/request-a-quote?business={GAOSHI}"


class Machine:
    """A server: its checkout, its file of settings, its units."""

    def __init__(self, folder: Path) -> None:
        self.home, self.settings, self.backups = folder / "opt", folder / "lengnuan.env", folder / "backups"
        for name in FOLDERS:
            shutil.copytree(ROOT / name, self.home / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES:
            shutil.copy(ROOT / name, self.home)
        (self.home / ".venv").symlink_to(ROOT / ".venv")
        self.backups.mkdir()

    def set_up(self, **values: str) -> None:
        """Fill in the example of all settings."""
        filled_in = (self.home / "deploy/lengnuan.env.example").read_text(encoding="utf-8")
        for name, value in values.items():
            filled_in, count = re.subn(rf"(?m)^#?{name}=.*$", f"{name}={value}", filled_in)
            assert count == 1, name
        self.settings.write_text(filled_in, encoding="utf-8")

    def words(self, unit: str, what: str) -> list[list[str]]:
        """What a unit starts: `words("web", "ExecStartPre")`, a list of words each."""
        lines = (self.home / f"deploy/lengnuan-{unit}.service").read_text(encoding="utf-8").splitlines()
        here = {"/opt/lengnuan": str(self.home), "/var/backups/lengnuan": str(self.backups)}
        return [
            [next((word.replace(old, new) for old, new in here.items() if old in word), word) for word in words.split()]
            for words in (line.partition("=")[2] for line in lines if line.startswith(f"{what}="))
        ]

    def run(self, words: list[str]) -> str:
        """Run what a unit starts to its end; what it wrote. It has to end well."""
        return _ended(subprocess.run(words, **self._surroundings, capture_output=True, text=True, check=False))

    @contextmanager
    def started(self, words: list[str], log: Path) -> Iterator[None]:
        """Run what a unit starts until the block ends, and tell it to end as systemd does."""
        with log.open("ab") as output:
            process = subprocess.Popen(words, **self._surroundings, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield
            assert process.poll() is None, log.read_text(encoding="utf-8")
        finally:
            process.terminate()
            process.wait(timeout=SECONDS)

    def command(self, *words: str, **more: str) -> str:
        """The command on the server; what it wrote. It has to end well."""
        program = [str(self.home / "deploy/lengnuan"), "--settings", str(self.settings), *words]
        plain = {"PATH": os.environ["PATH"], "HOME": str(self.home), **more}
        return _ended(subprocess.run(program, env=plain, capture_output=True, text=True, check=False))

    @property
    def _surroundings(self) -> dict[str, object]:
        lines = [line.partition("=") for line in self.settings.read_text(encoding="utf-8").splitlines()]
        own = {name: value for name, _equals, value in lines if name[:1].isupper()}
        return {"env": {"PATH": os.environ["PATH"], "HOME": str(self.home), **own}, "cwd": self.home}


def _ended(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.kill
@pytest.mark.postgres
@pytest.mark.engine_cases
@pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="nginx or openssl is not on this machine")
def test_a_server_is_set_up_serves_and_is_put_back(
    test_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, site_port = Machine(tmp_path), free_port()
    with ExitStack() as stack:
        gateway = stack.enter_context(FakeSms(mode="delivered"))
        mailer = stack.enter_context(FakeSmtp())
        url, spare = (stack.enter_context(test_databases.empty("postgresql")) for _ in range(2))
        (tmp_path / "nginx").mkdir()
        proxy = stack.enter_context(running(tmp_path / "nginx", site_port, "localhost", machine.home))
        certificate = str(tmp_path / "nginx/fullchain.pem")
        # The gateway, which is here, and `check` trust what a public authority would have signed.
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        base_url = f"https://localhost:{proxy.https_port}"
        given = {"BASE_URL": base_url, "INSTANCE": str(tmp_path / "instance"), "DATABASE_URL": url}
        given |= {"PORT": str(site_port), "WEB_WORKERS": "2", "CONFIRM_MINUTES": "0", "SMS_HOURS": "always"}
        given |= {"CONTACT_NAME": "Ms Lin", "CONTACT_PHONE": "240-555-0100", "CONTACT_EMAIL": "post@example.com"}
        machine.set_up(**given, **gateway.settings, SMTP_URL=mailer.url, MAIL_FROM="post@example.com")

        for words in machine.words("web", "ExecStartPre"):
            machine.run(words)
        [web], [worker] = machine.words("web", "ExecStart"), machine.words("worker@", "ExecStart")
        with machine.started(web, tmp_path / "web.log"), ExitStack() as workers:
            until(lambda: Visitor([base_url]).once("/readyz").status == 200, "the site is not ready")
            for number in "12":
                workers.enter_context(machine.started(worker, tmp_path / f"worker-{number}.log"))
            visitor = Visitor([base_url])
            form = filled(visitor.ask(FORM).page, 1, 0, business=GAOSHI)
            report = machine.command("check", SSL_CERT_FILE=certificate)
            assert "wrong" not in report
            [inbound] = re.findall(r"is to bring texts that come in to (\S+)", report)
            link = machine.command("operator", "invite", "op@example.com", "--language", "en")
            assert f"{base_url}/" in link

            answer = visitor.ask("/en/request-a-quote", form)
            assert answer.status == 303, answer.page
            until(lambda: gateway.receipt_statuses == [204], "no receipt came through the proxy")
            [lead] = gateway.texts
            # The firm takes the customer by the digit of its text, at the address that `check` told the operator.
            [digit] = re.findall(r"(?m)(?:回|text |reply )\s*(\d)", lead.body, re.IGNORECASE)[:1]
            answered = {"MessageSid": "SM1", "From": lead.to, "To": gateway.number, "Body": digit, "NumMedia": "0"}
            assert gateway.post(inbound, answered) == 200
            until(lambda: "has your number" in visitor.ask(urlsplit(answer.location).path).page, "nobody took it")
            assert visitor.once("/metrics").status == 404, "not through the proxy"

            [backup] = machine.words("backup", "ExecStart")
            machine.run(backup)
        [copy] = [folder for folder in machine.backups.iterdir() if folder.is_dir()]
        # Another machine: an empty database, no pictures, no key.
        machine.set_up(**given | {"DATABASE_URL": spare, "INSTANCE": str(tmp_path / "elsewhere")}, **gateway.settings)
        with machine.settings.open("a", encoding="utf-8") as settings:
            settings.write("SMTP_URL=file:\n")
        machine.command("restore", str(copy))
        engine = create_engine(spare)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM quote_requests")).scalar() == 1
        engine.dispose()
