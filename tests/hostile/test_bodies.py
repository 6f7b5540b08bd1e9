"""Bodies as a whole: floods, other kinds of content, and the gateway's two addresses with its signature right."""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote, urlencode

import pytest

from directory.foundation.html import absolute
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import GAOSHI
from tests.hostile.corpus import FLOOD, REFUSED, body, complaints, shown
from tests.hostile.private import request_of_two

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


def signed(site, path, fields: dict[str, bytes]):
    """A callback of the gateway, its signature right: the input is bad, not the sender."""
    words = absolute(path) + "".join(name + shown(fields[name]) for name in sorted(fields))
    token = str(site.app.config["SMS_TOKEN"]).encode()
    signature = base64.b64encode(hmac.new(token, words.encode(), hashlib.sha1).digest()).decode()
    kind = "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": signature}
    return site.open(path, method="POST", data=body(dict(fields)), content_type=kind, headers=headers)


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
        assert site.post(path, {"Body": FLOOD}).status_code == 413
    assert not wrong, "\n".join(wrong)


def test_refused_parameters_are_named_in_the_envelope(site):
    for name, value in (("page", "NaN"), ("lang", "fr"), ("parts_years", "9" * 20), ("insured", "[")):
        answer = site.open(f"/api/v1/businesses?{name}={quote(value)}")
        assert answer.status_code == 400
        error = json.loads(answer.text)["error"]
        assert set(error) == {"code", "message", "fields"}
        assert list(error["fields"]) == [name]
