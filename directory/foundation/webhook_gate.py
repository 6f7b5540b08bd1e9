"""What comes to the text gateway's addresses, judged as bytes before it takes a thread or a place in a queue.

A stranger may come there too. Nothing of theirs keeps the gateway waiting: not a request that is never whole, and none
that the gateway did not sign.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO

from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from werkzeug.wrappers import Request

from directory.foundation.webhook import SIGNATURE, is_signed

#: Bytes of a head and a body, and fields of a form. 2,000 Chinese characters take 18,000 bytes, ten pictures 20 fields.
MOST_HEAD, MOST_BODY, MOST_FIELDS = 16 * 1024, 48 * 1024, 300
_SIGNED = re.compile(rb"\r\n%s:[ \t]*\S" % SIGNATURE.encode(), re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*(?:\r\n|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class WebhookGate:
    """Knows the gateway by its signature over BASE_URL and what it sent, with SMS_TOKEN."""

    base_url: str
    token: str

    def judge(self, sent: bytes, server: Config) -> HTTPStatus:
        """CONTINUE while more of a request has to come, OK for a whole one of the gateway's; else why it is refused.

        What has no signature is refused with its head; its form is never read.
        """
        head, end, body = sent.partition(b"\r\n\r\n")
        if len(head) > MOST_HEAD:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        if not end:
            return HTTPStatus.CONTINUE
        if not self.token or not _SIGNED.search(head):
            return HTTPStatus.FORBIDDEN
        length = int(match[1]) if (match := _LENGTH.search(head)) else 0
        if length > MOST_BODY or body[:length].count(b"&") >= MOST_FIELDS:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if len(body) < length:
            return HTTPStatus.CONTINUE
        try:
            return HTTPStatus.OK if self._is_signed(sent, server) else HTTPStatus.FORBIDDEN
        except Exception:
            # Whatever it was that a stranger sent: the loop that judges it answers everybody.
            return HTTPStatus.BAD_REQUEST

    def _is_signed(self, sent: bytes, server: Config) -> bool:
        """Whether the gateway signed a whole request, read as the server and the site will read it."""
        request = next(RequestParser(server, [sent], None))
        headers, body = dict[str, str](request.headers), request.body.read()
        form = Request(
            {
                "REQUEST_METHOD": request.method,
                "CONTENT_TYPE": headers.get("CONTENT-TYPE", ""),
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": BytesIO(body),
            }
        ).form
        address = self.base_url + request.path + (f"?{request.query}" if request.query else "")
        return is_signed(address, dict(form.lists()), headers[SIGNATURE.upper()], self.token)
