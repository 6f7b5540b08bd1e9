"""The words of the audit trail: acts by the slices that record them, and what stands around an act."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled


class Act(Labelled):
    """Base of a slice's table of acts: each code as it is stored, with what the operator reads, who did it left out."""


class ActorKind(Labelled):
    """Who acts, before the colon of a number."""

    OPERATOR = "operator", _l("operator")
    BUSINESS = "business", _l("business")
    HOMEOWNER = "homeowner", _l("customer")
    PERSON = "person", _l("person")
    VISITOR = "visitor", _l("visitor")
    WORKER = "worker", _l("the site itself")
    SEED = "seed", _l("first entry from the paper")
    PHONE = "phone", _l("somebody with that phone")
    REGISTRY = "registry", _l("registry")


class SubjectKind(Labelled):
    """What an act is about, before the colon of a number."""

    BUSINESS = "business", _l("business")
    LEAD = "lead", _l("lead")
    REQUEST = "request", _l("request")
    PERSON = "person", _l("person")
    REPORT = "report", _l("report")
    SUBMISSION = "submission", _l("handed-in ad")
    INBOUND = "inbound", _l("received text")
    REGISTRY_FILE = "registry-file", _l("registry file")
    MESSAGE = "message", _l("message")
    CODE = "code", _l("code")
    SITE = "site", _l("the site")
    CLAIM = "claim", _l("claim")
    INVITATION = "invitation", _l("invitation")
    PHONE = "phone", _l("phone")
    LICENSE = "license", _l("license")


class Detail(Labelled):
    """What stands beside an act: the names under which `record` keeps codes and ids."""

    HOW = "how", _l("how")
    REASON = "reason", _l("reason")
    WHY = "why", _l("why")
    ROLE = "role", _l("role")
    FIELDS = "fields", _l("what")
    FIELD = "field", _l("what")
    STATE = "state", _l("state")
    KIND = "kind", _l("kind")
    PERSON = "person", _l("person")
    POINT = "point", _l("phone no.")
    CLAIM = "claim", _l("claim")
    GONE = "gone", _l("listing that went")
    KEPT = "kept", _l("listing that stayed")
    INVITATION = "invitation", _l("invitation")
    REPORT = "report", _l("report")
    SIGN_IN = "sign_in", _l("session")
    QUOTE = "quote", _l("quote")
    CHANGE = "change", _l("change")
    BUSINESS = "business", _l("business")
    BUSINESSES = "businesses", _l("businesses")
    SUBMISSION = "submission", _l("handed-in ad")
    LANGUAGE = "language", _l("language")
    SOURCE = "source", _l("came in by")
    COUNT = "count", _l("how many")
    WAYS = "ways", _l("ways")
    QUIET = "quiet", _l("quiet hours")
    LICENSE = "license", _l("license")
    FOUND = "found", _l("found")
    NUMBER = "number", _l("number")
    FILE = "file", _l("registry file")
    PURPOSE = "purpose", _l("purpose")
    ORIGIN = "origin", _l("origin")
    BY = "by", _l("by")
    CODE = "code", _l("list")
    DATE = "date", _l("day")
    ROWS = "rows", _l("rows")
    LICENSES = "licenses", _l("licenses of our trades")
    UNTIL = "until", _l("try again on")


class Way(Labelled):
    """Ways, origins and roles, as they stand beside an act."""

    PHONE = "phone", _l("phone")
    PAGE = "page", _l("page")
    WEB = "web", _l("page")
    LINK = "link", _l("link")
    DIGITS = "digits", _l("digits by text")
    TEXT = "text", _l("text")
    SMS = "sms", _l("SMS")
    EMAIL = "email", _l("e-mail")
    CONTRACTOR = "contractor", _l("contractor")
    OPERATOR = "operator", _l("operator")
    OWNER = "owner", _l("owner")
    COLLEAGUE = "colleague", _l("colleague")


#: Every act that can be recorded, by its code: what wiring registered.
acts: dict[str, Act] = {}


def register(table: type[Act]) -> None:
    """Make a slice's acts known; again changes nothing. Raises ValueError for a code that another slice has."""
    for act in table:
        if not isinstance(acts.setdefault(act, act), table):
            raise ValueError(f"{table.__name__} and {type(acts[act]).__name__} both record {act}")


def act_label(code: str) -> str:
    """What was done, in the language spoken; the code itself where no slice records it any longer."""
    return str(acts[code].label) if code in acts else code


def reference_label(code: str) -> str:
    """`operator:1`, `business:3` or `worker`, as the trail keeps whoever acts and what about, in words: operator 1."""
    kind, _colon, number = code.partition(":")
    return f"{first_label((ActorKind, SubjectKind), kind)} {number}".strip()


def first_label(tables: Iterable[type[Labelled]], code: str) -> str:
    """The word of the first table that has this code; the code itself where none has."""
    return next((str(table.of(code).label) for table in tables if code in tuple(table)), code)
