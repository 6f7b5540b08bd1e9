"""Errors that rules raise and entry points turn into words. None of them knows HTTP."""


class LengnuanError(Exception):
    """Anything this project raises on purpose."""


class Invalid(LengnuanError):
    """An input that is well formed but not allowed or senseless now.

    `field` is the form field it belongs to, `text` a sentence for the person, already in their language.
    """

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: invalid")
        self.field = field
        self.text = text


class NotFound(LengnuanError):
    """The thing does not exist, or not for this person: the same answer for both."""


class SignInNeeded(LengnuanError):
    """Nobody is signed in, or no longer."""


class ProofNeeded(LengnuanError):
    """Somebody is signed in, but for this a code entered a moment ago is asked for."""


class Forbidden(LengnuanError):
    """Somebody who may see the thing asked to do what only others may (a colleague what is the owner's)."""


class Conflict(LengnuanError):
    """An idempotency key came back with another body."""


class TooMany(LengnuanError):
    """A limit was reached. `retry_after` is in seconds."""

    def __init__(self, retry_after: int, what: str = "") -> None:
        super().__init__(what)
        self.retry_after = retry_after
        self.what = what


class Busy(LengnuanError):
    """Too many wait to write already, or the turn did not come in time. Nothing was read or written."""


class StorageAway(LengnuanError):
    """The storage of photos could not be reached, or is full. What was to be stored is not."""


class GivenUp(LengnuanError):
    """Work that failed for as long as it is tried, and is not tried again by itself."""


class Stale(LengnuanError):
    """Somebody else saved meanwhile: what this was to change is no longer what its page showed."""


class IllegalMove(LengnuanError):
    """A status was asked to go where its table does not lead."""


class TransportError(LengnuanError):
    """A message could not be handed over. `kind` (an ErrorKind of the outbox) decides what becomes of it."""

    def __init__(self, kind: str, detail: str, *, ambiguous: bool = False, retry_after: int | None = None) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        #: True when the line broke where the far side may already have accepted it.
        self.ambiguous = ambiguous
        #: Seconds the gateway asked us to wait.
        self.retry_after = retry_after
