"""Templates compiled once, kept in `build/templates`: compiling those of a page takes longer than all its queries."""

import marshal
import re
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from typing import Any

from flask import Flask, current_app
from flask.templating import Environment
from jinja2.bccache import Bucket, BytecodeCache, bc_magic
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from directory.kernel.prepared import BUILD, digest, keep

#: Beside a template's own text, what its code depends on.
_SOURCES = ("requirements.txt", "directory/foundation/html.py", "directory/foundation/templates.py")

#: Space before these is never drawn: shapes, what stands in a page's head, choices, what begins on a line of its own.
_UNSEEN = re.compile(
    r"\s*\n\s*(?=</?(?:path|circle|rect|line|ellipse|polyline|polygon|symbol|defs|link|meta|option|optgroup"
    r"|section|header|main|footer|form|fieldset|legend|details|div|p|h[1-4]|ol|ul|dl|dt|dd|table|thead|tbody|tr)\b)"
)
#: What stands between two sentences, or between one and a link; the first may be in bold.
_BETWEEN = re.compile(r"(</(?:b|strong)>)?\s+(?:$|(?=<(?:a|b|span|strong)\b(?! class=.btn)))")
#: `{{ gap() }}`
_GAP = (("variable_begin", "{{"), ("name", "gap"), ("lparen", "("), ("rparen", ")"), ("variable_end", "}}"))
_SPACES = re.compile(r"[ \t]*\n[ \t\n]*|[ \t]{2,}")


class Templates(Environment):
    """Templates that know what is global as a plain dict: every import in a page looks through all of it."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template that is loaded now; none is added once a page was drawn."""
        return {**self.globals, **(d or {})}


class Sentence:
    """What a template says in one expression: whether it is a sentence of ours, to its end."""

    def __init__(self) -> None:
        self._tokens = 0
        self._is_ours = self._is_over = False
        self._last = ""

    def read(self, token: Token) -> None:
        """Take the next token of the expression."""
        if self._tokens == 0:
            self._is_ours = token.value in ("_", "ngettext")
        elif token.type == "string" and not self._is_over:
            self._last = token.value
        elif token.type != "lparen":
            # The words are the first of what is handed over; what follows are their values.
            self._is_over = True
        self._tokens += 1

    @property
    def is_whole(self) -> bool:
        """Whether the expression is a sentence, which ends as one."""
        return self._is_ours and self._last.endswith((".", "?", "!", ":"))


class Unindented(Extension):
    """Leaves the indentation of pages out when they are compiled: it is for those who read the template.

    Of several spaces one is left, or a line break where there was one, as a browser shows them; none where nothing is
    drawn. Messages (`.txt`) stay as they are written.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, text with single spaces."""
        for token in stream:
            if token.type == "data" and (stream.name or "").endswith(".html"):
                text = _UNSEEN.sub("", token.value)
                text = _SPACES.sub(lambda spaces: "\n" if "\n" in spaces[0] else " ", text)
                token = Token(token.lineno, token.type, text)
            yield token


class Joined(Extension):
    """Between two sentences of ours, space only where their language has it: none stands behind a Chinese full stop.

    `{{ _("One.") }} {{ _("Two.") }}` is compiled as `{{ _("One.") }}{{ gap() }}{{ _("Two.") }}`, whatever is asked in
    between; so is the space before a link. Messages (`.txt`) stay as they are written.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, each gap after a sentence as a call."""
        sentence, is_ended = Sentence(), False
        for token in stream:
            if token.type == "data":
                is_ended = is_ended and (stream.name or "").endswith(".html")
                space = _BETWEEN.match(token.value) if is_ended else None
                if space:
                    if space[1]:
                        yield Token(token.lineno, "data", space[1])
                    yield from (Token(token.lineno, kind, value) for kind, value in _GAP)
                    token = Token(token.lineno, "data", token.value[space.end() :])
                is_ended = is_ended and not token.value
            elif token.type == "variable_begin":
                sentence, is_ended = Sentence(), False
            elif token.type == "variable_end":
                is_ended = sentence.is_whole
            else:
                sentence.read(token)
            yield token


class Compiled(BytecodeCache):
    """Compiled templates as files, which are as trusted as the code beside them: `build/` belongs to whoever built.

    Each begins with the versions of Python and of the libraries and a checksum of the template: another is compiled
    anew. What cannot be kept is compiled each time.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, where its file is there and was made from the same."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            content = (BUILD / "templates" / bucket.key).read_bytes()
            head = _head(bucket)
            if content.startswith(head):
                bucket.code = marshal.loads(content[len(head) :])  # noqa: S302  (code of ours, as in __pycache__)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a bucket."""
        with suppress(OSError):
            keep(BUILD / "templates" / bucket.key, _head(bucket) + marshal.dumps(bucket.code))


def compile_all(app: Flask) -> int:
    """Compile every template; how many there are."""
    names = app.jinja_env.list_templates()
    for name in names:
        app.jinja_env.get_template(name)
    return len(names)


def macros(name: str) -> Any:
    """The macros of a template, as attributes; what they give is safe."""
    return current_app.jinja_env.get_template(name).module


def _head(bucket: Bucket) -> bytes:
    return b"%s%s%s\n" % (bc_magic, digest(_SOURCES).encode(), bucket.checksum.encode())
