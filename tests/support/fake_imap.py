"""A mailbox on loopback that is read by IMAP: what is put into it, and what a reader marked as read."""

import re
import socketserver
import threading
from typing import Self

_COMMAND = re.compile(rb"(?P<tag>\S+) (?:UID )?(?P<name>\S+) ?(?P<rest>.*)", re.IGNORECASE)


class FakeImap:
    """The server; a context manager. `mails` are the bytes of each, `read` the numbers that are marked as read."""

    user, password = "returns@example.com", "the secret"

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.read: set[int] = set()
        self.logins = 0
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """For BOUNCES_URL."""
        return f"imap://returns%40example.com:the%20secret@127.0.0.1:{self._server.server_address[1]}/INBOX"

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        fake = self

        class Line(socketserver.StreamRequestHandler):
            """One connection."""

            def handle(self) -> None:
                """Greet, then answer each command until the goodbye."""
                self.wfile.write(b"* OK here\r\n")
                for sent in self.rfile:
                    if (match := _COMMAND.fullmatch(sent.strip())) is None:
                        return
                    for part in fake.answer(match["name"].upper(), match["rest"]):
                        self.wfile.write(part)
                    verdict = b"NO" if fake.refuses(match["name"].upper(), match["rest"]) else b"OK"
                    self.wfile.write(match["tag"] + b" " + verdict + b" done\r\n")
                    if match["name"].upper() == b"LOGOUT":
                        return

        return Line

    def refuses(self, name: bytes, rest: bytes) -> bool:
        """Whether the answer is no: a wrong name, password or folder."""
        if name == b"LOGIN":
            self.logins += 1
            return self.user.encode() not in rest or self.password.encode() not in rest
        return name == b"SELECT" and b"INBOX" not in rest

    def answer(self, name: bytes, rest: bytes) -> list[bytes]:
        """What comes before the verdict."""
        if name == b"CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n"]
        if name == b"SELECT":
            return [b"* %d EXISTS\r\n" % len(self.mails)]
        if name == b"SEARCH":
            unread = [b"%d" % number for number in range(1, len(self.mails) + 1) if number not in self.read]
            return [b" ".join([b"* SEARCH", *unread]) + b"\r\n"]
        if name == b"FETCH":
            number = int(rest.split()[0])
            data = self.mails[number - 1]
            return [b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (number, number, len(data)), data, b")\r\n"]
        if name == b"STORE":
            self.read.add(int(rest.split()[0]))
        if name == b"LOGOUT":
            return [b"* BYE\r\n"]
        return []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
