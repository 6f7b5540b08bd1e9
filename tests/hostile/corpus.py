"""What people and programs type that was never meant to be typed. Fixed: the same bytes in every run."""

import json
import random
import string
from urllib.parse import urlencode

import werkzeug.urls  # noqa: F401  (registers its way of decoding)
from werkzeug.test import TestResponse

#: Said by no page of ours: where it stands outside an attribute or text, something was not escaped.
PROBE = "zq9137"
_LETTERS = string.printable + "冷暖\u202e\u200b\ufeff\U0001f525\u0660\uff11\x7f\x1b"
_random = random.Random(20261123)

PAYLOADS: dict[str, bytes] = {
    name: value if isinstance(value, bytes) else value.encode()
    for name, value in {
        "empty": "",
        "blanks": " \t\u3000\u00a0\n ",
        "malformed": b"\xff\xfe\x80\xc3(",
        "overlong": b"\xc0\xaf\xe0\x80\xaf",
        "surrogate": b"\xed\xa0\x80\xed\xbf\xbf",
        "nul": "a\x00b",
        "percent-nul": "a%00b",
        "rtl": "\u202eexe.txt\u2066",
        "zero-width": "\u200b\u200d\u2060\ufeff",
        "escape": "\x1b[31m\x07\x08",
        "crlf": "a@example.com\r\nBcc: b@example.com\r\n\r\nx",
        "template": "{{7*191919}}${7*191919}<%=7*191919%>#{7*191919}",
        "format": "%(name)s %s %n %d {0} {name.__class__} {}",
        "cell": "=cmd|' /C calc'!A0",
        "script": f"</script></textarea></title>\"'><img src={PROBE} onerror=alert(1)><!--",
        "scheme": f"javascript:alert('{PROBE}')",
        "sql": "'; DROP TABLE leads; -- %_\\",
        "regex": "(a+)+$[\\^*?{99999}|" + "a" * 60 + "!",
        "long-id": "9" * 20,
        "negative": "-1",
        "int32": "2147483648",
        "digits": "٣１²Ⅷ",
        "nan": "NaN",
        "infinity": "1e999",
        "deep": "[" * 900,
        "json": '{"$gt": {"__proto__": null}}',
        "path": "../../../../etc/passwd",
        "emoji": "🔥" * 40,
        "combining": "Z" + "\u0301" * 300,
        "noncharacter": "\uffff\U0010ffff\U000e0001",
        "long": "暖" * 5000,
    }.items()
}
PAYLOADS |= {f"noise-{n}": "".join(_random.choices(_LETTERS, k=60)).encode() for n in range(3)}
#: What one database takes and another does not.
DATABASE = ("nul", "surrogate", "escape", "sql", "long-id", "int32", "digits", "nan", "emoji", "noncharacter", "long")
#: More than any form of ours takes.
FLOOD = b"x" * 70_000

REFUSED = {400, 404, 409, 413, 422}
#: Processor time after which an answer hangs: far above any honest one, the first of a process included.
MOST_SECONDS = 5.0


def shown(payload: bytes) -> str:
    """What a server makes of a form's bytes: what is not UTF-8 stays percent-encoded."""
    return payload.decode("utf-8", "werkzeug.url_quote")


def body(fields: dict[str, object]) -> bytes:
    """Fields as a browser sends them; a list is one field several times, bytes stay as they are."""
    return urlencode(fields, doseq=True).encode()


def complaints(answer: TestResponse, seconds: float, allowed: set[int]) -> list[str]:
    """What is wrong with an answer to hostile input."""
    text, problems = answer.get_data().decode("utf-8", "strict"), []
    if answer.status_code not in allowed:
        problems.append(f"status {answer.status_code}")
    problems += [f"shows {word}" for word in ("Traceback (most", "sqlalchemy", "psycopg", "1343433") if word in text]
    if f"<img src={PROBE}" in text or f'href="javascript:alert({PROBE}' in text:
        problems.append("not escaped")
    if any("\n" in value or "\r" in value for _name, value in answer.headers):
        problems.append("a header was split")
    if answer.mimetype == "application/json":
        json.loads(text, parse_constant=lambda word: problems.append(f"{word} in JSON"))
    if seconds > MOST_SECONDS:
        problems.append(f"{seconds:.2f} s")
    return problems
