"""The trade's vocabulary: services, brands, jobs, symptoms and coded answers, read once from `seed/*.toml`.

It is data versioned with the code, not tables: a code without its three labels fails a test, not a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from directory.kernel.prepared import toml
from directory.kernel.text import fold

#: The tables of services.toml and brands.toml, in the order in which a phrase of several meanings names them.
KINDS = (
    "symptom",
    "service",
    "brand",
    "work_type",
    "license_type",
    "property_type",
    "feature",
    "warranty_scope",
    "job",
    "warranty_condition",
)
#: Kinds whose labels and synonyms a search text may contain.
SEARCHED = KINDS[:7]


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the three languages of the site."""

    en: str
    zh_hans: str
    zh_hant: str

    def read(self, language: str) -> str:
        """The text in `en`, `zh-hans` or `zh-hant` (a language's URL form); KeyError for any other."""
        return {"en": self.en, "zh-hans": self.zh_hans, "zh-hant": self.zh_hant}[language]


class _Labels(msgspec.Struct):
    """A code of a table with its labels."""

    code: str
    en: str
    zh_hans: str
    zh_hant: str


class _TermEntry(_Labels):
    """A row of services.toml and brands.toml, or an option of a question. `synonyms` by language."""

    synonyms: dict[str, list[str]] = {}
    short: Words | None = None
    named: Words | None = None
    noun: Words | None = None
    services: tuple[str, ...] = ()
    work_types: tuple[str, ...] = ()
    kind_of: tuple[str, ...] = ()
    done_by: tuple[str, ...] = ()
    everyday: bool = False
    work_on: dict[str, str] = {}


class _QuestionEntry(_Labels):
    """A question of answers.toml; its options are its own, or those of a kind, of which `only` some."""

    options: list[_TermEntry] = []
    options_of: str | None = None
    only: list[str] | None = None
    short: Words | None = None
    group: str | None = None
    many: bool = False
    text: bool = False
    limit: int | None = None


class _Answers(msgspec.Struct):
    """The tables of answers.toml."""

    group: list[_Labels]
    field: list[_QuestionEntry]


@dataclass(frozen=True, slots=True)
class Term:
    """A code of one kind with its labels. `services` and `work_types` are what a job or symptom asks for."""

    kind: str
    code: str
    labels: Words
    #: For texts: at most six Chinese characters. The label where nothing shorter exists.
    short: Words
    #: What people type besides the labels, all languages together.
    synonyms: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    work_types: tuple[str, ...] = ()
    #: Of a job: its short words around `{}`, the equipment's name. Of equipment: that name.
    named: Words | None = None
    noun: Words | None = None
    #: What it is a kind of (a furnace is heating), and the work by which it is done (who installs replaces).
    kind_of: tuple[str, ...] = ()
    done_by: tuple[str, ...] = ()
    #: What every heating and cooling contractor does, whether or not an ad mentions it.
    is_everyday: bool = False
    #: The service and the work type that together are this service: ducts, cleaning.
    work_on: tuple[str, str] | None = None

    def label(self, language: str) -> str:
        """The label in `en`, `zh-hans` or `zh-hant`."""
        return self.labels.read(language)


@dataclass(frozen=True, slots=True)
class Group:
    """A fold of the quote-request form that holds three or four optional questions."""

    code: str
    labels: Words

    def label(self, language: str) -> str:
        """The heading in `en`, `zh-hans` or `zh-hant`."""
        return self.labels.read(language)


#: The answer to a question: a code, codes, or a text.
Answer = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the quote request. Without a group it has its own place on the form."""

    code: str
    labels: Words
    #: What its answer is called where the answers are read. The question itself where it has no shorter name.
    short: Words
    options: tuple[Term, ...]
    group: str | None = None
    is_many: bool = False
    #: The most options that may be ticked; None = all.
    limit: int | None = None
    is_text: bool = False
    #: (code, term) of each option.
    by_code: dict[str, Term] = field(default_factory=dict, hash=False, compare=False, repr=False)

    def label(self, language: str) -> str:
        """The question in `en`, `zh-hans` or `zh-hant`."""
        return self.labels.read(language)

    def option(self, code: str) -> Term | None:
        """The option of this code; None where the question has none."""
        return self.by_code.get(code)


def service(code: str) -> Term:
    """The service of this code; KeyError for an unknown one."""
    return _index()["service", code]


def brand(code: str) -> Term:
    """The brand of this code (its own spelling) in any case; KeyError for an unknown one."""
    return _brands()[fold(code)]


def job(code: str) -> Term:
    """What a homeowner needs, with the services and work types that answer it; KeyError for an unknown code."""
    return _index()["job", code]


def symptom(code: str) -> Term:
    """A fault, with the services and work types that answer it; KeyError for an unknown code."""
    return _index()["symptom", code]


def term(kind: str, code: str) -> Term | None:
    """The term of a kind (`service`, `license_type`, ...) or of a question (`urgency`, `safety`, ...), or None."""
    return _index().get((kind, code))


@cache
def terms(kind: str) -> tuple[Term, ...]:
    """All terms of a kind in the order of the file, or all options of a question; empty for an unknown kind.

    A kind's terms leave out what only its question offers ("another brand", "not sure").
    """
    return tuple(term for (of, _), term in (_base() if kind in KINDS else _index()).items() if of == kind)


def codes(kind: str) -> tuple[str, ...]:
    """All codes of a kind in the order of the file."""
    return tuple(term.code for term in terms(kind))


def label(kind: str, code: str, language: str) -> str:
    """The label in `en`, `zh-hans` or `zh-hant`; the code itself where it is unknown, so that no page breaks on one."""
    term = _index().get((kind, code))
    return term.label(language) if term else code


def short(kind: str, code: str, language: str) -> str:
    """The label for a text (at most six Chinese characters where one is given); the code where it is unknown."""
    term = _index().get((kind, code))
    return term.short.read(language) if term else code


def answers() -> tuple[Field, ...]:
    """Every question of the quote request, in the order of the form."""
    return tuple(_fields().values())


def question(code: str) -> Field:
    """One question by its code; KeyError for an unknown one."""
    return _fields()[code]


@cache
def groups() -> tuple[Group, ...]:
    """The folds of the form, in order."""
    return tuple(Group(entry.code, _words(entry)) for entry in toml("answers.toml", _Answers).group)


@cache
def phrases() -> dict[str, tuple[Term, ...]]:
    """Each folded label, code or synonym of the searched kinds -> its terms ("hvac" is heating and cooling)."""
    terms_by_phrase: dict[str, list[Term]] = {}
    for one in _base().values():
        if one.kind not in SEARCHED:
            continue
        spellings = {one.labels.en, one.labels.zh_hans, one.labels.zh_hant, *one.synonyms}
        # Codes of symptoms are words of other things: `short`, `ice`, `error`; a brand's label is its code, or more.
        if one.kind not in ("symptom", "brand"):
            spellings.add(one.code.replace("_", " "))
        for spelling in sorted(spellings):
            folded = terms_by_phrase.setdefault(fold(spelling), [])
            if one not in folded:
                folded.append(one)
    return {phrase: tuple(of) for phrase, of in terms_by_phrase.items()}


def _words(entry: _Labels) -> Words:
    return Words(entry.en, entry.zh_hans, entry.zh_hant)


def _term(kind: str, entry: _TermEntry) -> Term:
    labels = _words(entry)
    synonyms = tuple(dict.fromkeys(one for of in entry.synonyms.values() for one in of))
    if kind == "brand" and entry.code[0].isupper():  # not the answers "other" and "unsure"
        # A Chinese reader knows a brand by either name: "Carrier 开利".
        chinese_names = [name for name in (labels.zh_hans, labels.zh_hant) if name != labels.en]
        synonyms = tuple(dict.fromkeys([*synonyms, *chinese_names]))
        chinese = [
            labels.en if name == labels.en else f"{labels.en} {name}" for name in (labels.zh_hans, labels.zh_hant)
        ]
        labels = Words(labels.en, *chinese)
    needs = (entry.services, entry.work_types)
    words = (labels, entry.short or labels, synonyms)
    work_on = (entry.work_on["service"], entry.work_on["work_type"]) if entry.work_on else None
    relations = (entry.kind_of, entry.done_by)
    return Term(kind, entry.code, *words, *needs, entry.named, entry.noun, *relations, entry.everyday, work_on)


#: Rows by kind.
_Terms = dict[str, list[_TermEntry]]


@cache
def _base() -> dict[tuple[str, str], Term]:
    tables = {**toml("services.toml", _Terms), **toml("brands.toml", _Terms)}
    return {(kind, entry.code): _term(kind, entry) for kind in KINDS for entry in tables[kind]}


@cache
def _fields() -> dict[str, Field]:
    return {entry.code: _field(entry) for entry in toml("answers.toml", _Answers).field}


def _field(entry: _QuestionEntry) -> Field:
    borrowed, only = entry.options_of, entry.only
    options = [one for (kind, code), one in _base().items() if kind == borrowed and (only is None or code in only)]
    options += [_term(borrowed or entry.code, option) for option in entry.options]
    by_code = {one.code: one for one in options}
    labels = _words(entry)
    return Field(
        entry.code,
        labels,
        entry.short or labels,
        tuple(options),
        entry.group,
        entry.many,
        entry.limit,
        entry.text,
        by_code,
    )


@cache
def _index() -> dict[tuple[str, str], Term]:
    """All terms: those of the tables, and each question's own options under the question's code."""
    own = {(one.kind, one.code): one for field in _fields().values() for one in field.options}
    return _base() | own


@cache
def _brands() -> dict[str, Term]:
    return {fold(one.code): one for (kind, _), one in _base().items() if kind == "brand"}
