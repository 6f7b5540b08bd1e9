"""What a query asks for: conditions of concepts, and how far a word that joins or denies them reaches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from directory.places.gazetteer import Gazetteer
from directory.reading.folding import Typed, squeeze, without_signs
from directory.reading.lexicon import ASKING, Concept
from directory.search.rules import vocabulary as words
from directory.search.rules.surroundings import beside_work, names_machine, without_surroundings
from directory.search.rules.tokens import Token, text_before

Span = tuple[int, int]
_IN_HOMES = Concept("property", "residential")


@dataclass(frozen=True)
class Condition:
    """One thing asked for: any of its concepts will do; negated, none of them. `words` as typed, `span` where."""

    words: str
    concepts: tuple[Concept, ...]
    is_negated: bool = False
    span: Span = field(default=(0, 0), compare=False)
    #: The faults it was read from.
    symptoms: tuple[str, ...] = ()
    #: No ad says it, and whoever does what it belongs to may be asked: silence refuses nothing.
    is_unsaid: bool = False
    #: Only what another machine that is asked for is mounted on: who states it stands first, and nobody need.
    is_host: bool = False
    #: Services whose contractors may do it as well, whom nothing is said of: a radiator may be anybody's who heats.
    may_do: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The kind of its concepts."""
        return self.concepts[0].kind

    @property
    def key(self) -> tuple[tuple[Concept, ...], bool, bool, bool, frozenset[str]]:
        """What decides who meets it, however it was said: all that `Statements` looks at."""
        return self.concepts, self.is_negated, self.is_unsaid, self.is_host, self.may_do

    @property
    def names_home(self) -> bool:
        """Whether it only says in what home the machine is (a townhouse): everybody of the trade works there.

        "residential" asks for who works in homes.
        """
        is_home = self.concepts == (_IN_HOMES,) and not self.is_negated
        return is_home and squeeze(self.words) not in words.said_of_homes()


def condition(text: Typed, start: int, end: int, concepts: Sequence[Concept], *, negated: bool = False) -> Condition:
    """The condition that a stretch of the folded text sets."""
    words = text.words(start, end)
    worded = tuple(Concept(concept.kind, concept.code, words) for concept in dict.fromkeys(concepts))
    return Condition(words, worded, negated, text.span(start, end))


#: What a negation may take away. A fault is no wish, so "not cooling" stays one.
NEGATED = (*(kind for kind in ASKING if kind != "symptom"), "name", "place", "zip", "elsewhere", "outside")
_PROMISING = ("warranty", "scope", "lifetime", "years", "promised")
#: What a listing had better have: nobody wants it away, so a no says that it is not needed.
_SPARED = ("insured", "license", "language", "hours", "feature")
#: Signs between two words that say what "or" says, and those that only list.
_OR_SIGNS, _LISTING_SIGNS = "/／|", ",，、;；&"
#: Of these signs those with which something else may begin.
_PAUSES = ",，;；"


def scoped(text: Typed, tokens: Sequence[Token], gazetteer: Gazetteer) -> list[Token]:
    """The tokens that say something, each knowing whether it is taken away and how it is tied to the one before."""
    meant = list(_without_model_lines(_without_denied(_without_mistaken(tokens))))
    asking = without_surroundings(text, list(_negated(text, meant)))
    return list(_in_states(beside_work(text, asking), gazetteer))


def _without_mistaken(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without what is said only to be set right: 漏雨 in 不是漏雨，是冷气漏水.

    So is work right behind, where a machine is named before: 水管 in 冷气漏水，不是水管.
    """
    remaining: list[Token] = []
    is_mistaken = False
    for n, token in enumerate(tokens):
        before = tokens[n - 1].letters if n else ""
        if token.letters in words.set_right("not"):
            is_mistaken = any(after.letters in words.set_right("but") for after in tokens[n + 1 :])
        elif token.letters in words.set_right("but"):
            is_mistaken = False
        elif before in words.set_right("not") and any(map(names_machine, remaining)):
            continue
        elif not is_mistaken:
            remaining.append(token)
    return remaining


def _without_denied(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without a fault that a no right before it says there is none of: "AC not leaking", 空调不漏水.

    A fault that a no belongs to is one of its own ("not cooling", 不冷), and so is what is missing: no pilot light.
    """
    before = ""
    for token in tokens:
        is_denied = before in words.denying() and token.kind == "symptom"
        if not (is_denied and all(concept.code in words.deniable() for concept in token.concepts)):
            yield token
        before = token.letters


def _without_model_lines(tokens: Iterable[Token]) -> Iterator[Token]:
    """A line of models right behind its brand is no name: Carrier Infinity."""
    brand = ""
    for token in tokens:
        if not (brand and token.letters in words.model_lines().get(brand, ())):
            yield token
        brand = token.concepts[0].code if token.kind == "brand" else ""


def _negated(text: Typed, tokens: Sequence[Token]) -> Iterator[Token]:
    """Negations taken out of the row and put on what they take away: what follows, or what stands before 以外.

    They reach over little words only, and on over "or" to what is of the same kind: "not Trane or Carrier".
    """
    negation: Token | None = None
    last: Token | None = None
    link = ""
    for n, token in enumerate(tokens):
        if token.kind == "negation":
            negation = None if _also(token, tokens[n + 1 :]) or _is_question(text, token) else token
        elif token.kind == "excepted":
            is_begun = last is not None and (token.concepts[0].code == "after" or last.negation is not None)
            if is_begun and last is not None and last.kind in NEGATED:
                last = replace(last, end=token.end, negation=last.start if last.negation is None else last.negation)
        elif token.kind in ("or", "and"):
            link = token.kind
        elif token.kind == "waiver":
            last = _spared(last) if last is not None and last.kind in (*_SPARED, *_PROMISING) else last
        elif token.kind in ("noise", "measure"):
            negation = negation if token.letters in words.reached_over() else None
            if token.letters in words.beside_work():
                yield token
        else:
            if last is not None:
                yield last
                link = link or _signs(text, last, token)
            start = None
            if token.kind in NEGATED or token.kind in _PROMISING:
                if negation is not None:
                    start = negation.start
                elif last is not None and last.kind == token.kind and link and _goes_on(text, tokens, last, n):
                    start = token.start
            link = link if last is not None else ""
            last = replace(token, negation=start, link=link) if link or start is not None else token
            last = _spared(last) if start is not None and token.kind in _SPARED else last
            negation, link = None, ""
    if last is not None:
        yield last


def _goes_on(text: Typed, tokens: Sequence[Token], taken: Token, n: int) -> bool:
    """Whether what takes away reaches on to the token n: "not Trane or Carrier", "hvac but not Trane, Lennox".

    "no water heater, just the furnace" wants the furnace. Who begins with a no wants what stands behind the comma,
    unless a list goes on: "not Trane, Carrier".
    """
    between = text.folded[taken.end : tokens[n].start]
    if taken.negation is None or any(c.isalnum() for c in between):
        return taken.negation is not None and words.holds_joiner(without_signs(between))
    is_begun = any(token.kind in NEGATED and token.start < taken.negation for token in tokens)
    is_list = bool(taken.link) or any(_is_listed(text, tokens[n], behind) for behind in tokens[n + 1 : n + 2])
    return is_begun or is_list or not any(sign in between for sign in _PAUSES)


def _is_listed(text: Typed, token: Token, behind: Token) -> bool:
    """Whether what stands behind a token ties another one of its kind to it."""
    return behind.kind in ("or", "and") or (behind.kind == token.kind and bool(_signs(text, token, behind)))


def _is_question(text: Typed, negation: Token) -> bool:
    """Whether a verb stands on both sides of its no, which takes nothing away then: 做不做, 整唔整."""
    verb = negation.letters[1:]
    return not negation.letters.isascii() and bool(verb) and text_before(text, negation).endswith(verb)


def _spared(token: Token) -> Token:
    """What is said not to be needed: 没有保险也行, "no license needed". It asks for nothing."""
    start = token.start if token.negation is None else token.negation
    return replace(token, kind="wish", concepts=(Concept("wish", "spared"),), start=start, negation=None, link="")


def _also(negation: Token, after: Sequence[Token]) -> bool:
    """Whether "apart from" adds to what follows: 除了空调还修热水器; a business is always left out: 除了高氏还有谁."""
    is_of_name = bool(after) and after[0].kind == "name"
    if negation.concepts[0].code == "of_who":
        return not after or after[0].kind not in ("name", "brand")
    is_except = negation.concepts[0].code == "except" and not is_of_name
    return is_except and any(token.letters in words.also() for token in after)


def _signs(text: Typed, before: Token, after: Token) -> str:
    between = text.folded[before.end : after.start]
    if any(sign in between for sign in _OR_SIGNS):
        return "or"
    return "and" if any(sign in between for sign in _LISTING_SIGNS) else ""


def _in_states(tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[Token]:
    """A license beside a state is a license of that state: "licensed in Virginia", 维州执照, "DC master license"."""
    at = 0
    while at < len(tokens):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        pair = {token.kind: token, after.kind: after} if after else {}
        paper, place = pair.get("license"), pair.get("place")
        state = gazetteer.place(place.concepts[0].code) if place else None
        if paper and place and after and state and state.kind == "state":
            if paper.concepts[0].code == "stated":
                yield replace(token, kind="license", end=after.end, concepts=(Concept("license", state.code),))
                at += 2
                continue
            if paper.negation is place.negation is None and any(word in paper.letters for word in words.licensed()):
                yield from (replace(place, kind="license", concepts=(Concept("license", state.code),)), paper)
                at += 2
                continue
        yield token
        at += 1
