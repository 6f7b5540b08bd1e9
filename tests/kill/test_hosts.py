"""Two web hosts and two worker hosts on one PostgreSQL, behind a proxy: one of each is killed, and nothing is lost.

The proxy is nginx where this machine has it; without it the visitor itself turns from one host to the other, as a
second A record would have it do.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from directory.businesses import actions as businesses
from directory.businesses.queries import any_by_slug
from directory.config import FILES
from directory.credentials import actions as credentials
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message
from tests.factories.listings import GAOSHI, seeded
from tests.support.commands import Running
from tests.support.databases import SECRET_KEY
from tests.support.fake_sms import FakeSms
from tests.support.homeowner import Visitor, fill_in, firm
from tests.support.patience import until
from tests.support.web_server import WebServer, start_worker, web_server

pytestmark = pytest.mark.engine_cases

NGINX = shutil.which(os.environ.get("NGINX", "nginx"))
REQUESTS, EDITS = 18, 12
_PROXY = """
pid {folder}/nginx.pid; error_log {folder}/error.log crit; daemon off; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream site {{ server {one}; server {other}; }}
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr; proxy_connect_timeout 2s;
    proxy_next_upstream error timeout;
    location / {{ proxy_pass http://site; }}
  }}
}}
"""


@contextmanager
def _nginx(folder: Path, webs: list[WebServer]) -> Iterator[list[str]]:
    """The one door of both hosts."""
    assert NGINX
    port = _free_port()
    one, other = (f"127.0.0.1:{web.address[1]}" for web in webs)
    (folder / "nginx.conf").write_text(_PROXY.format(folder=folder, port=port, one=one, other=other))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        yield [f"http://127.0.0.1:{port}"]
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _worker(folder: Path, settings: dict[str, str]) -> Iterator[Running]:
    folder.mkdir()
    process = start_worker(folder, settings)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _rename(number: int) -> str:
    """An edit that is committed when this returns: what the listing is called now."""
    name = f"Gaoshi Number {number}"
    with unit() as session:
        business = any_by_slug(session, GAOSHI)
        assert business is not None
        draft = businesses.FactDraft("name_en", name, "owner", clock.today(), entered_by="operator:1")
        businesses.add_facts(session, business.id, [draft])
        credentials.restate(session, business.id)
    return name


@pytest.mark.kill
@pytest.mark.own_application
@pytest.mark.parametrize("engine_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("proxy", ["nginx", "two addresses"])
def test_one_of_two_hosts_dies_and_nothing_is_lost(
    app: Flask, engine_url: str, tmp_path: Path, proxy: str, record_property: Callable[[str, object], None]
) -> None:
    if proxy == "nginx" and not NGINX:
        pytest.skip("no nginx on this machine")
    seeded()
    with unit() as session:
        businesses.enter_many(session, [firm(number) for number in range(REQUESTS)])
    with ExitStack() as stack:
        gateway = stack.enter_context(FakeSms())
        settings = {"DATABASE_URL": engine_url, "SECRET_KEY": SECRET_KEY, "SMTP_URL": FILES, "RATE_LIMITS": "off"}
        settings |= {**gateway.settings, "SMS_HOURS": "always", "SMS_DAILY_LIMIT": "10000", "TRUSTED_PROXIES": "1"}
        settings |= {"CONFIRM_MINUTES": "0"}
        webs = []
        for host in ("web-1", "web-2"):
            (tmp_path / host).mkdir()
            webs.append(stack.enter_context(web_server(tmp_path / host, engine_url, **settings)))
        workers = [stack.enter_context(_worker(tmp_path / f"worker-{host}", settings)) for host in (1, 2)]
        doors = [f"http://127.0.0.1:{web.address[1]}" for web in webs]
        if proxy == "nginx":
            (tmp_path / "nginx").mkdir()
            doors = stack.enter_context(_nginx(tmp_path / "nginx", webs))
        visitors = [Visitor(doors) for _ in range(REQUESTS)]
        forms = [fill_in(visitor, number, number) for number, visitor in enumerate(visitors)]
        # A form that comes back faster than a person types is refused.
        time.sleep(3.1)
        addresses, stale, edits = [], 0, 0
        for number, (visitor, form) in enumerate(zip(visitors, forms, strict=True)):
            if number == REQUESTS // 3:
                webs[0].kill()
                workers[0].kill()
            answer = visitor.ask("/en/request-a-quote", form)
            assert answer.status == 303, answer.page
            addresses.append(answer.location)
            if number < EDITS:
                name, edits = _rename(number), edits + 1
                stale += sum(name not in visitor.ask(f"/en/find?q={urlencode({'': name})[1:]}").page for _ in doors * 2)
        until(lambda: _waiting() == 0, "messages wait")
        with unit() as session:
            leased = update(Message).where(Message.state == "sending")
            session.execute(leased.values(lease_until=clock.now() - timedelta(seconds=1)))
        until(lambda: _on_the_way() == 0, "messages are on the way")
        saved = db.session().scalar(select(func.count(QuoteRequest.id)))
        texts = {text.body for text in gateway.texts}
    leads = db.session().scalar(select(func.count(Lead.id)))
    record_property(
        "figures",
        f"{proxy}: {len(set(addresses))} requests kept, {saved} saved, {len(texts)} texts, {stale} stale",
    )
    assert (len(set(addresses)), saved, leads) == (REQUESTS, REQUESTS, REQUESTS)
    undelivered = select(func.count()).where(Message.kind == "lead", Message.state != "sent")
    assert db.session().scalar(undelivered) == 0
    assert stale == 0


def _waiting() -> int:
    db.session.rollback()
    due = (Message.state == "waiting", Message.due_at <= clock.now())
    return int(db.session().scalar(select(func.count(Message.id)).where(*due)) or 0)


def _on_the_way() -> int:
    db.session.rollback()
    states = Message.state.in_(("waiting", "sending"))
    return int(db.session().scalar(select(func.count(Message.id)).where(states, Message.due_at <= clock.now())) or 0)
