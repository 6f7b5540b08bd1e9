"""Bodies as a whole: floods, other kinds of content, and the gateway's two addresses with its signature right."""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from werkzeug.test import TestResponse

from directory.foundation.db import db
from directory.foundation.html import absolute
from directory.inbox.rules import LONGEST_TEXT
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message
from directory.quotes.models import Reply
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import GAOSHI
from tests.hostile.conftest import Site
from tests.hostile.corpus import FLOOD, REFUSED, body, complaints, shown
from tests.hostile.private import request_of_two
from tests.support.at_once import at_once

pytestmark = pytest.mark.engine_cases

FORM = "/zh-hans/request-a-quote"


def check(site, tried, answer, allowed) -> list[str]:
    return [f"{tried}: {wrong}" for wrong in complaints(answer, site.seconds, allowed)]


def test_a_flood_is_refused_before_it_is_read(site):
    quote_request, [lead, _other] = request_of_two()
    for path in (FORM, request_url(quote_request), lead_url(lead), f"/en/businesses/{GAOSHI}/report"):
        assert site.post(path, {"details": FLOOD, "action": "ask"}).status_code == 413
        parts = {str(n): "x" for n in range(400)}
        answer = site.open(path, method="POST", data=parts, content_type="multipart/form-data")
        assert answer.status_code in REFUSED
    for path in ("/en/find", "/api/v1/businesses", "/api/v1/places"):
        answer = site.open(path, query_string=urlencode({"q": FLOOD}))
        assert not complaints(answer, site.seconds, {200, 302, 400})


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "a/b;;;="])
def test_bodies_of_another_kind_are_bad_requests(site, kind):
    quote_request, [lead, _other] = request_of_two()
    for path in (FORM, request_url(quote_request), lead_url(lead), f"/en/businesses/{GAOSHI}/report"):
        for data in (b"[" * 30_000, b"--x\r\n\r\n", b"\x00\xff" * 50):
            answer = site.open(path, method="POST", data=data, content_type=kind)
            assert not complaints(answer, site.seconds, {400, 413, 415}), (path, kind)


def signed(site, path, fields: dict[str, bytes], query: bytes = b"", **options: Any) -> TestResponse:
    """A callback of the gateway, its signature right: the input is bad, not the sender."""
    after = f"?{query.decode()}" if query else ""
    words = absolute(path) + after + "".join(name + shown(fields[name]) for name in sorted(fields))
    token = str(site.app.config["SMS_TOKEN"]).encode()
    signature = base64.b64encode(hmac.new(token, words.encode(), hashlib.sha1).digest()).decode()
    options.setdefault("content_type", "application/x-www-form-urlencoded")
    headers = {"X-Twilio-Signature": signature}
    return site.open(path + after, method="POST", data=body(dict(fields)), headers=headers, **options)


def test_the_gateways_two_addresses(site):
    request_of_two()
    good = {
        "/hooks/sms/inbound": {"From": b"+12405550110", "Body": b"1"},
        "/hooks/sms/status": {"MessageStatus": b"delivered", "ErrorCode": b"30006"},
    }
    wrong = []
    for path, fields in good.items():
        for number, (name, payload) in enumerate(site.payloads.items()):
            for field in (*fields, "MessageSid"):
                filled = {"MessageSid": b"SM%d%s" % (number, field.encode()), **fields, field: payload}
                wrong += check(site, f"{path} {field}={name}", signed(site, path, filled), {200, 204, 400})
        assert site.post(path, {"MessageSid": "SM"}).status_code == 403
        assert site.post(path, {"Body": FLOOD}).status_code == 403
        assert signed(site, path, {"Body": FLOOD}).status_code == 413
    assert not wrong, "\n".join(wrong)


def test_refused_parameters_are_named_in_the_problem(site):
    for name, value in (("page", "NaN"), ("lang", "fr"), ("parts_years", "9" * 20), ("insured", "[")):
        answer = site.open(f"/api/v1/businesses?{name}={quote(value)}")
        assert answer.status_code == 400
        assert answer.content_type == "application/problem+json"
        assert list(json.loads(answer.text)["fields"]) == [name]


#: What the gateway posts with a text that came in, and with a receipt.
INBOUND = {
    "From": b"+12405550110",
    "To": b"+12025550100",
    "Body": b"2",
    "NumMedia": b"0",
    "OptOutType": b"",
    "MediaUrl0": b"https://gateway.example/0",
    "NumSegments": b"1",
    "AccountSid": b"AC1",
    "FromCity": b"ROCKVILLE",
}
RECEIPT = {"MessageStatus": b"delivered", "ErrorCode": b"30006", "To": b"+12405550110", "From": b"+12025550100"}


def test_every_field_of_the_gateway_may_be_anything_and_a_replay_does_nothing(site):
    _request, [lead, _other] = request_of_two()
    wrong, ids = [], set()
    for number, (name, payload) in enumerate(site.payloads.items()):
        for field in INBOUND:
            sid = b"SM%d%s" % (number, field.encode())
            fields = {**INBOUND, "MessageSid": sid, field: payload}
            if field in ("Body", "OptOutType", "From"):
                fields["From"] = payload if field == "From" else b"+1240555%04d" % number
            for _ in range(2):
                wrong += check(site, f"{field}={name}", signed(site, "/hooks/sms/inbound", fields), {200})
            ids.add(sid)
        for field in (*RECEIPT, "reference"):
            query = urlencode({"reference": payload}).encode() if field == "reference" else b""
            fields = {**RECEIPT, "MessageSid": b"SM9%d" % number} | ({} if query else {field: payload})
            for _ in range(2):
                answer = signed(site, "/hooks/sms/status", fields, query)
                wrong += check(site, f"receipt {field}={name}", answer, {204})
    assert not wrong, "\n".join(wrong)
    assert db.session.query(InboundText).count() == len(ids)
    # The one certain no was said once, by the first text that said it; its answer went out once.
    assert db.session.get(Lead, lead.id).state == "declined"
    assert db.session.query(Message).filter_by(kind="declined-ack").count() == 1


@pytest.mark.parametrize("body_of", [b"2", "可以，几点方便".encode(), b"STOP", "上门费89".encode()])
def test_a_text_that_comes_eight_times_at_once_is_one(site, body_of):
    request_of_two()
    fields = {**INBOUND, "MessageSid": b"SMonce", "Body": body_of}
    acts = [lambda: signed(Site(site.app, site.clock), "/hooks/sms/inbound", fields).status_code] * 8
    assert set(at_once(site.app, *acts)) <= {200, 503}
    assert signed(site, "/hooks/sms/inbound", fields).status_code == 200
    assert db.session.query(InboundText).count() == 1
    assert db.session.query(Reply).count() <= 1
    answers = db.session.query(Message).filter(Message.recipient == "+12405550110", Message.priority == "reply")
    assert answers.count() == 1


def test_a_text_id_that_comes_again_with_other_words_is_the_first(site):
    _request, [lead, _other] = request_of_two()
    for words in (b"hm?", b"1", b"STOP"):
        assert (
            signed(site, "/hooks/sms/inbound", {**INBOUND, "MessageSid": b"SMsame", "Body": words}).status_code == 200
        )
    assert db.session.get(Lead, lead.id).state == "new"
    assert [text.body for text in db.session.query(InboundText)] == ["hm?"]


@pytest.mark.parametrize(
    ("kind", "data", "allowed"),
    [
        ("application/x-www-form-urlencoded", b"Body=" + b"x" * 10_000_000, {413}),
        ("application/x-www-form-urlencoded; charset=utf-16", "Body=1".encode("utf-16"), {400, 403}),
        ("application/x-www-form-urlencoded; charset=no-such", b"Body=%ff%fe1", {400, 403}),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="Body"\r\n\r\n1\r\n--x--',
            {403},
        ),
        ("multipart/form-data; boundary=" + "y" * 5000, b"--y", {400, 403}),
        ("application/json", b'{"Body": "1", "From": "+12405550110"}', {403, 415}),
        ("text/plain", b"Body=1&From=%2B12405550110", {403, 415}),
    ],
)
@pytest.mark.parametrize("path", ["/hooks/sms/inbound", "/hooks/sms/status"])
def test_bodies_of_any_size_and_kind_change_nothing_at_the_hooks(site, path, kind, data, allowed):
    answer = site.open(path, method="POST", data=data, content_type=kind, headers={"X-Twilio-Signature": "x"})
    assert not complaints(answer, site.seconds, allowed)
    assert db.session.query(InboundText).count() == 0


def test_a_hundred_segments_are_taken_and_cut(site):
    request_of_two()
    words = ("机器几年了？" * 1200)[:6700].encode()
    assert signed(site, "/hooks/sms/inbound", {**INBOUND, "MessageSid": b"SMlong", "Body": words}).status_code == 200
    [text] = db.session.query(InboundText)
    assert len(text.body) == LONGEST_TEXT
