"""The tables a query is read by beside the vocabulary of the trade: `seed/queries.toml`, each by a noun."""

from functools import cache
from itertools import product
from typing import Any

from directory.kernel.prepared import toml
from directory.reading.folding import plain, squeeze
from directory.trades import vocabulary


@cache
def tables() -> dict[str, Any]:
    """The whole file, by the names of its tables."""
    return toml("queries.toml", dict[str, Any])


def _both(table: str) -> tuple[str, ...]:
    """The words of a table that holds a page of English and one of Chinese."""
    return tuple(word for language in ("en", "zh") for word in tables()[table][language].split())


@cache
def _squeezed(table: str, entry: str = "words") -> frozenset[str]:
    """The words of a row as they are compared."""
    return frozenset(map(squeeze, tables()[table][entry]))


def noise() -> tuple[str, ...]:
    """Words and phrases that ask for nothing."""
    return (*_both("noise"), *tables()["noise"]["phrases"], *tables()["set_right"]["not"])


@cache
def ordinary() -> frozenset[str]:
    """Words that everybody knows and that mean nothing here: never a typo, never a name."""
    return frozenset(map(squeeze, _both("ordinary"))) | _squeezed("not_alone")


@cache
def everyday_words() -> frozenset[str]:
    """Words that everybody uses: they ask for nothing, or mean nothing here."""
    return ordinary() | frozenset(map(squeeze, noise()))


@cache
def sentence_words() -> frozenset[str]:
    """Words of a sentence that stand in nobody's name: before them a stranger names nobody."""
    return frozenset(_both("sentence"))


def faults() -> tuple[str, ...]:
    """Words for what is wrong, and for parts of a machine, that do not say what work is asked for."""
    return (*_both("fault"), *_both("part"), *tables()["part"]["phrases"])


@cache
def broken() -> frozenset[str]:
    """Words that say that a machine is out of order now, as they are compared: broken, 坏了."""
    return _squeezed("broken")


def measures(side: str) -> tuple[str, ...]:
    """What stands `before` or `after` the number of a size, a price or a grade."""
    return tuple(tables()["measure"][side])


def joiners(what: str) -> tuple[str, ...]:
    """Words for `or`, of which any will do, and for `and`."""
    return tuple(tables()["joiner"][what])


@cache
def _every_joiner() -> frozenset[str]:
    return frozenset((*joiners("or"), *joiners("and")))


def is_joiner(word: str) -> bool:
    """Whether a plain text is a joiner and nothing else."""
    return word in _every_joiner()


def holds_joiner(between: str) -> bool:
    """Whether a joiner stands in a stretch of plain text: a word of it, or Chinese characters anywhere."""
    chinese = (word for word in _every_joiner() if not word.isascii())
    return not _every_joiner().isdisjoint(between.split()) or any(word in between for word in chinese)


def negations(what: str) -> tuple[str, ...]:
    """Words that take away what follows (`words`, `except`; `of_who`: a firm or a brand) or stands before (`after`)."""
    return tuple(tables()["negation"][what])


@cache
def set_right(side: str) -> frozenset[str]:
    """Words before what is said to be wrong (`not`), and before what is right (`but`): 不是漏雨，是冷气漏水."""
    return _squeezed("set_right", side)


@cache
def denying() -> frozenset[str]:
    """Words right before a fault that say there is none: "not leaking", 不漏水."""
    return _squeezed("denied", "no")


@cache
def deniable() -> frozenset[str]:
    """Faults, by code, that a no takes away; of others it is part: "no pilot light"."""
    return frozenset(tables()["denied"]["faults"])


@cache
def owning() -> frozenset[str]:
    """Little words between another thing and its machine: "AC of my car", 车上的空调."""
    return frozenset(tables()["owner"]["over"])


@cache
def landmark(side: str) -> tuple[str, ...]:
    """What stands `before` or `after` a building that only says where one lives: "near the supermarket".

    `next_to`, `next_to_it`: right before and behind a machine that only says where another one is. `work`: before where
    one works; `home`: where it is said that the machine is at home.
    """
    return tuple(map(plain, tables()["landmark"][side]))


@cache
def openings() -> frozenset[str]:
    """Openings that air and noise come out of: vents, registers."""
    return _squeezed("landmark", "openings")


@cache
def every() -> frozenset[str]:
    """Little words before a thing that say which or how many: the, every, some."""
    return frozenset((*articles(), *tables()["landmark"]["every"]))


@cache
def mounted(what: str) -> tuple[str, ...]:
    """`services` on small machines that are mounted on others; what stands right `before` or `behind` those."""
    return tuple(f" {one}" if what == "before" and one.isascii() else one for one in tables()["mounted"][what])


@cache
def articles() -> tuple[str, ...]:
    """Little words before a thing."""
    return tuple(tables()["landmark"]["articles"])


def is_in_order(behind: str) -> bool:
    """Whether a plain text says that the machine before it works: "is fine", 没问题, 上个月刚换."""
    table = tables()["in_order"]
    since = next((when for when in table["since"] if behind.startswith(when)), "")
    return f"{behind.removeprefix(since).lstrip()} ".startswith(_beginnings("in_order", "words"))


def is_promised(behind: str) -> bool:
    """Whether a plain text says that the machine before it comes with a promise: "with a 10 year warranty"."""
    return f"{behind} ".startswith(_beginnings("warranty", "behind_a_machine"))


@cache
def _beginnings(table: str, entry: str) -> tuple[str, ...]:
    """What a plain text, with a blank behind it, begins with: the phrases of a row, the English ones in whole words."""
    return tuple(f"{phrase} " if phrase.isascii() else phrase for phrase in tables()[table][entry])


@cache
def appliances() -> frozenset[str]:
    """The services on machines that stand beside ours in a house and are none of them."""
    return frozenset(tables()["beside_work"]["of_appliances"])


@cache
def origin(side: str) -> tuple[str, ...]:
    """What stands `before` or `after` a place where somebody comes from or is, before where the writer `lives`, and
    what `parts` a story."""
    return tuple(map(plain, tables()["origin"][side]))


@cache
def insisting(side: str) -> tuple[str, ...]:
    """What stands right `before` or `after` a brand that somebody has to be for."""
    words = map(plain, tables()["insisting"][side])
    return tuple((f"{word} " if side == "before" else f" {word}") if word.isascii() else word for word in words)


@cache
def model_lines() -> dict[str, frozenset[str]]:
    """A brand -> its lines of models, whose names others may have as well."""
    return {brand: frozenset(map(squeeze, lines)) for brand, lines in tables()["model_lines"].items()}


def reached_over() -> frozenset[str]:
    """The little words a negation reaches over."""
    return _squeezed("negation", "over")


def also() -> frozenset[str]:
    """Words that make "apart from" mean "and": 除了空调还修热水器."""
    return _squeezed("negation", "also")


@cache
def beside_work() -> dict[str, str]:
    """Rooms and buildings -> the property type they ask for beside named work, or nothing."""
    kinds = tables()["beside_work"]
    return dict.fromkeys(_squeezed("beside_work", "nothing"), "") | {
        squeeze(word): kind for kind in ("residential", "commercial") for word in kinds.get(kind, ())
    }


@cache
def dangers() -> dict[tuple[str, str], str]:
    """What one leaves the house for, by its danger: faults by code, and other words as they are compared."""
    faults = {("symptom", fault): danger for danger, codes in tables()["danger"].items() for fault in codes}
    kinds = tables()["danger_words"]
    return faults | {("word", word): danger for danger in kinds for word in _squeezed("danger_words", danger)}


def languages() -> dict[str, tuple[str, ...]]:
    """A language a contractor may say he speaks -> what people type for it."""
    return {code: tuple(words) for code, words in tables()["language"].items()}


def no_english() -> tuple[str, ...]:
    """Words of who does not speak English: a Chinese language is wanted."""
    table = tables()["no_english"]
    return (*table["words"], *(no + language for no in table["no"] for language in table["tongue"]))


def hours(when: str) -> tuple[str, ...]:
    """Words that ask who works at the `weekend`, or `tonight`."""
    table = tables()["hours"]
    if when != "weekend":
        return tuple(table[when])
    pairs = [*product(table["before"], table["days"]), *product(table["days"], table["after"])]
    alike = [pair for pair in pairs if pair[0].isascii() == pair[1].isascii()]
    return (*table[when], *(("{} {}" if first.isascii() else "{}{}").format(first, last) for first, last in alike))


def wishes() -> dict[str, tuple[str, ...]]:
    """What is asked for that no listing could state (a price, several quotes) -> what people type for it."""
    return {code: tuple(words) for code, words in tables()["wish"].items()}


def waivers() -> tuple[str, ...]:
    """Words that make what stands before them unnecessary: 没有保险也行."""
    return tuple(tables()["waiver"]["words"])


@cache
def breakable() -> frozenset[str]:
    """Work of other trades on things that leak and break themselves: a roof, a window."""
    return frozenset(entry["code"] for entry in tables()["unlisted"] if entry.get("breaks"))


def licensed() -> tuple[str, ...]:
    """Words that ask for any license."""
    return tuple(tables()["license"]["stated"])


def well_known_firms() -> tuple[str, ...]:
    """Firms that many know by name, listed here or not."""
    return tuple(tables()["firm"]["well_known"])


def checked() -> tuple[str, ...]:
    """Words that ask for a license found in a registry."""
    return tuple(tables()["license"]["checked"])


def insured() -> tuple[str, ...]:
    """Words that ask for insurance."""
    return tuple(tables()["insured"]["stated"])


def warranty(what: str) -> tuple[str, ...]:
    """`words` of a promise, of one for a `lifetime`, and of `experience`, which is none."""
    return tuple(tables()["warranty"][what])


def scope_alone() -> dict[str, str]:
    """Part of a machine -> the service to ask for where it is named without a promise."""
    return dict(tables()["scope_alone"])


def not_alone() -> frozenset[str]:
    """Words of the vocabulary that everybody says."""
    return frozenset(tables()["not_alone"]["words"])


def not_a_place() -> frozenset[str]:
    """Towns that are ordinary words, too."""
    return frozenset(tables()["not_a_place"]["words"])


def unlisted() -> dict[str, tuple[str, ...]]:
    """Work nobody here offers -> what people type for it."""
    return {entry["code"]: tuple(entry["words"]) for entry in tables()["unlisted"]}


@cache
def other_trades() -> frozenset[str]:
    """Of that work, what belongs to another trade than ours."""
    return frozenset(entry["code"] for entry in tables()["unlisted"] if entry.get("other_trade"))


@cache
def owners() -> frozenset[str]:
    """Of that work, what has heating and cooling of its own, which is none of ours: a car, a pool."""
    return frozenset(entry["code"] for entry in tables()["unlisted"] if entry.get("owns"))


@cache
def kinds_of() -> dict[str, tuple[str, ...]]:
    """A service -> what it is a kind of."""
    return {term.code: term.kind_of for term in vocabulary.terms("service") if term.kind_of}


@cache
def parts_of_machine() -> frozenset[str]:
    """What a promise on the whole machine takes in: its parts, the compressor."""
    return frozenset(term.code for term in vocabulary.terms("warranty_scope") if "equipment" in term.kind_of)


@cache
def done_by() -> dict[str, tuple[str, ...]]:
    """A work type -> the work types by which it is done."""
    return {term.code: term.done_by for term in vocabulary.terms("work_type") if term.done_by}


@cache
def work_on() -> dict[tuple[str, str], str]:
    """(service, work type) -> the service that both together are: ducts, cleaning."""
    return {term.work_on: term.code for term in vocabulary.terms("service") if term.work_on}


@cache
def everyday() -> frozenset[tuple[str, str]]:
    """(kind, code) of what every heating and cooling contractor does, and of what is done by that."""
    kinds = {"service": "service", "work_type": "work_type", "property_type": "property"}
    codes = {(kinds[kind], term.code) for kind in kinds for term in vocabulary.terms(kind) if term.is_everyday}
    return frozenset(codes | {("work_type", code) for code, by in done_by().items() if ("work_type", by[0]) in codes})


@cache
def everyday_services() -> frozenset[str]:
    """The services that every heating and cooling contractor does."""
    return frozenset(code for kind, code in everyday() if kind == "service")


@cache
def goes_with() -> dict[str, frozenset[str]]:
    """Work no ad need name -> the services whose contractors do it as well: a thermostat goes with heating."""
    return {code: frozenset(services) for code, services in tables()["goes_with"].items()}


def done_beside(service: str) -> frozenset[str]:
    """The services whose contractors may do this work without saying so, by what it goes with or is a kind of."""
    return goes_with().get(service) or frozenset(kinds_of().get(service, ()))


@cache
def may_do() -> dict[str, frozenset[str]]:
    """A part of the heating, as it is compared -> the services whose contractors may put it right, too: radiator."""
    parts = tables()["may_do"].values()
    return {squeeze(word): frozenset(part["services"]) for part in parts for word in part["words"]}


@cache
def of_other_makers() -> frozenset[str]:
    """Services on machines that the makers of heating and cooling do not make."""
    return frozenset(tables()["other_makers"]["services"])


@cache
def of_businesses() -> frozenset[str]:
    """What whoever works for businesses does, as far as he does what it is a kind of: rooftop units."""
    return frozenset(tables()["of_businesses"]["services"])


@cache
def said_of_businesses() -> frozenset[str]:
    """Words that ask for who works for businesses; others are buildings, which only say whose machine it is."""
    return _squeezed("of_businesses", "words")


@cache
def said_of_homes() -> frozenset[str]:
    """Words that ask for who works in homes; others are buildings, in which everybody of the trade works."""
    return _squeezed("of_homes", "words")


@cache
def ask_instead() -> dict[str, tuple[str, ...]]:
    """Work nobody offers -> the services to ask about, best first."""
    return {code: tuple(services) for code, services in tables()["ask_instead"].items()}
