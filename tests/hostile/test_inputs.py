"""Every field, parameter and path part against the corpus: a clear refusal, never a trace, nothing unescaped."""

from urllib.parse import urlencode

from directory.leads.forms.request import OPTIONAL
from directory.leads.models import QuoteRequest
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import GAOSHI
from tests.hostile.corpus import DATABASE, PAYLOADS, body, complaints, shown
from tests.hostile.private import request_of_two
from tests.page import parse, words

FORM = "/zh-hans/request-a-quote"
_TYPED = ("name", "phone", "email", "zip", "details", "model")
_SEARCH = ["q", "place", "service", "brand", "license", "insured", "property", "parts_years", "labor_years", "page"]
_FIELDS = (*_TYPED, "business", "safety", "service", "urgency", "lang", "consent", "named", "request_key", "website")


def check(site, tried, answer, allowed) -> list[str]:
    return [f"{tried}: {wrong}" for wrong in complaints(answer, site.seconds, allowed)]


def rotated(site, names, shift: int) -> dict[str, object]:
    """Every name with a payload of its own; over all shifts each name meets each payload."""
    payloads = list(site.payloads.values())
    return {name: payloads[(shift + place) % len(payloads)] for place, name in enumerate(names)}


def test_every_field_of_the_quote_request(site):
    wrong = []
    for field in (*_TYPED, "business", "named", "consent"):
        for name, payload in site.payloads.items():
            if field not in _TYPED and name not in DATABASE:
                continue
            unnamed = {"named": ""} if field == "business" else {}
            answer = site.post(FORM, site.form(**{**unnamed, field: payload}))
            wrong += check(site, f"{field}={name}", answer, {303, 400})
    for shift, name in enumerate(site.payloads):
        fields = rotated(site, (*_FIELDS, *OPTIONAL, "receipt_sms", "safety_ack", "other[]"), shift)
        if sum(len(value) for value in fields.values()) < 20_000:
            wrong += check(site, f"all from {name}", site.post(FORM, fields), {400})
        wrong += check(site, f"edit={name}", site.post(FORM, site.form(edit=site.payloads[name])), {200})
    assert not wrong, "\n".join(wrong)


def test_a_refused_quote_request_keeps_everything_typed(site):
    for name, payload in site.payloads.items():
        typed = shown(payload)[:1000]
        fields = site.form(urgency="never", **{field: f"1{typed}2".encode() for field in _TYPED})
        answer = site.post(FORM, fields)
        assert answer.status_code == 400, name
        page = parse(answer.text)
        values = {e.get("name"): e.get("value") or "".join(e.itertext()) for e in page.all("input", "textarea")}
        for field in _TYPED:
            assert _as_parsed(values[field]) == _as_parsed(f"1{typed}2"), (name, field)
        ticked = {e.get("value") for e in page.all("input") if e.get("name") == "business" and "checked" in e.attrib}
        assert set(fields["business"]) <= ticked


def _as_parsed(text: str) -> str:
    """What of a text survives every HTML parser: line ends and what HTML cannot hold are left out."""
    return "".join(c for c in text if c != "\ufffd" and c.isprintable())


def test_what_was_accepted_is_stored_clean(site, session):
    for shift in range(len(site.payloads)):
        site.post(FORM, site.form(**rotated(site, ("name", "details", "model"), shift)))
    rows = session.query(QuoteRequest).all()
    assert rows
    for stored in rows:
        assert stored.name
        assert not any(
            ord(c) < 32 or "\ud800" <= c <= "\udfff" or c == "\u202e" for c in stored.name + (stored.model or "")
        )
        assert "\x00" not in (stored.details or "")


def test_every_button_of_both_private_pages(site):
    quote_request, [lead, _other] = request_of_two()
    mine, theirs = request_url(quote_request), lead_url(lead)
    wrong = []
    acts = {
        mine: {"withdraw": ["business"], "add": ["business"], "reply": ["business", "text"], "accept-quote": ["quote"]},
        theirs: {
            "ask": ["text"],
            "quote": ["amount_min", "parts_years", "earliest_date", "note"],
            "decline": ["reason"],
        },
    }
    for path, actions in acts.items():
        for name, payload in site.payloads.items():
            wrong += check(site, f"action={name}", site.post(path, {"action": payload}), {400})
            if name not in (*DATABASE, "script", "template", "format", "regex", "crlf", "malformed", "rtl"):
                continue
            for action, fields in actions.items():
                for field in fields:
                    filled = {"business": "gaoshi", "amount_min": "100", "text": "好", "action": action, field: payload}
                    allowed = {303, 400, 404}
                    wrong += check(site, f"{action}.{field}={name}", site.post(path, filled), allowed)
        for language in ("en", "zh-hans", "zh-hant"):
            wrong += check(site, path, site.open(path.replace("zh-hans", language)), {200})
    assert not wrong, "\n".join(wrong)


def test_report_and_remove(site):
    wrong = []
    for name, payload in site.payloads.items():
        for path, fields in (("report", ("reason", "text", "contact", "website")), ("remove", ("contact", "website"))):
            for field in fields:
                filled = {"reason": "other", "text": "错", "contact": "a@example.com", field: payload}
                answer = site.post(f"/en/businesses/{GAOSHI}/{path}", filled)
                wrong += check(site, f"{path}.{field}={name}", answer, {303, 400})
                if answer.status_code == 400 and field in ("text", "contact") and name != "nul":
                    values = {
                        e.get("name"): e.get("value") or words(e) for e in parse(answer.text).all("input", "textarea")
                    }
                    assert _as_parsed(values[field])[:200] == _as_parsed(shown(payload))[:200], name
    assert not wrong, "\n".join(wrong)


def test_every_parameter_and_several_at_once(site):
    wrong = []
    queries = {
        "/zh-hans/find": (
            _SEARCH,
            # One longer than is read goes on to the shorter one.
            {200, 302},
        ),
        "/api/v1/businesses": (
            [
                "q",
                "place",
                "service",
                "brand",
                "license",
                "insured",
                "property",
                "parts_years",
                "labor_years",
                "page",
                "lang",
            ],
            {200, 400},
        ),
        "/api/v1/places": (["q"], {200, 400}),
        f"/api/v1/businesses/{GAOSHI}": (["lang"], {200, 400}),
        "/en/compare": (["business"], {200, 404}),
        FORM: (["business", "service", "urgency", "zip", "symptom"], {200}),
        "/map.svg": (["area"], {200}),
        f"/zh-hant/businesses/{GAOSHI}/report": (["sent"], {200}),
    }
    for path, (names, allowed) in queries.items():
        for shift, name in enumerate(site.payloads):
            parameters = rotated(site, names, shift)
            wrong += check(site, f"{path} from {name}", site.open(path, query_string=urlencode(parameters)), allowed)
        alone = [PAYLOADS[name] for name in ("nul", "script", "regex", "deep", "surrogate")]
        for payload in alone:
            crowd = urlencode([(name, payload) for name in names for _ in range(30)])[:30_000]
            wrong += check(site, f"{path} crowd {payload!r}", site.open(path, query_string=crowd), allowed)
            named = urlencode({payload: payload, names[0]: "heat"})
            wrong += check(site, f"{path} named {payload!r}", site.open(path, query_string=named), allowed)
    assert not wrong, "\n".join(wrong)


def test_every_path_part(site):
    wrong = []
    paths = [b"/%s", b"/%s/find", b"/en/%s", b"/en/about/%s", b"/en/businesses/%s", b"/en/businesses/%s/report"]
    paths += [b"/en/businesses/%s/remove", b"/en/businesses/%s/contact.vcf", b"/en/requests/%s", b"/en/leads/%s"]
    paths += [b"/leads/%s", b"/api/v1/businesses/%s", b"/api/v1/requests/%s", b"/api/%s", b"/hooks/%s", b"/static/%s"]
    for name, payload in site.payloads.items():
        part = payload.replace(b"/", b"-") or b"-"
        for path in paths:
            for method in ("GET", "POST") if name in ("nul", "script", "surrogate") else ("GET",):
                answer = site.open(path % part, method=method)
                wrong += check(site, f"{method} {path!r} {name}", answer, {400, 404, 405, 301, 308})
    assert not wrong, "\n".join(wrong)


def test_every_header(site):
    names = [
        "ACCEPT_LANGUAGE",
        "COOKIE",
        "USER_AGENT",
        "REFERER",
        "X_FORWARDED_FOR",
        "HX_REQUEST",
        "RANGE",
        "IF_NONE_MATCH",
    ]
    wrong = []
    for shift, name in enumerate(site.payloads):
        values = {f"HTTP_{key}": header(value) for key, value in rotated(site, names, shift).items()}
        for path in ("/en/", "/api/v1/businesses", "/nowhere"):
            answer = site.open(path, environ_overrides=values)
            wrong += check(site, f"headers from {name} {path}", answer, {200, 404})
        answer = site.open("/en/", environ_overrides={"HTTP_HOST": header(site.payloads[name]) or "x"})
        wrong += check(site, f"HOST={name}", answer, {200, 308, 400})
        kind = header(site.payloads[name]) or "application/json"
        answer = site.open(FORM, method="POST", data=body({"name": "x"}), content_type=kind)
        wrong += check(site, f"CONTENT_TYPE={name}", answer, {400, 413, 415})
    assert not wrong, "\n".join(wrong)


def header(payload: object) -> str:
    """As a server hands a header on; none lets a line end through."""
    assert isinstance(payload, bytes)
    return payload.decode("latin-1").replace("\r", "").replace("\n", "")[:4000]
