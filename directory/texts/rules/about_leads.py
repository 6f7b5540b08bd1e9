"""Stages for what is meant for a customer: digits, prices, outcomes, yes and no, words."""

import re

from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.leads import OpenLead, meant, the_one, unaddressed, with_marks, without_only
from directory.texts.rules.reasons import reason_of
from directory.texts.rules.table import group
from directory.texts.rules.text import core, plain

#: Reasons of the business's own: with one of these it gives the customer back, and the homeowner is told.
_OURS = frozenset({"out_of_area", "too_busy"})
#: Reasons that end also a customer who was taken.
_OVER = frozenset({"already_done", "duplicate", "not_owner", "spam"})
#: Beside such a word a yes at the end is no yes: 不想收到任何东西，OK.
_NEGATED = re.compile(r"\b(?:not?|dont|cant|wont|never|stop|isnt|nothing)\b|[不没别勿]")
#: A yes behind a no takes it back: 拉倒吧，我去. What may stand before it, and whose it is.
_STILL = re.compile(r"(?:不过|还是|那(?:就|还是)?|但是?|都是|就|好吧|算了|哦?不对|but|ok|well|wait|bueno|pero)[ ,]*")
_I_DO = re.compile(r"\b(?:i|ill|im|we|well|yes|yeah|yo|si)\b|我")
#: Of himself: only such a clause of a question is a yes.
_FIRST_PERSON = re.compile(r"\b(?:i|ill|im|we|well)\b|我(?!吗)")


def outcome(case: Case) -> Reading | None:
    """What became of a customer who was taken: 何女士签约了，七千二 is won, 沒接成，客人改找別家 is lost.

    不做了，太远 gives the customer back: a no with its reason.
    """
    if not case.taken or case.is_private:
        return None
    says = case.text.plain
    intent = Intent.LOST if group("lost").stands_in(says) else Intent.WON if group("won").stands_in(says) else None
    if intent is None or (intent is Intent.WON and case.text.is_question):
        return None
    whom = case.whom
    if whom.is_named and whom.lead is not None and whom.lead.is_new:
        return None
    lead = the_one(case.plain, case.taken)
    if lead is None:
        return Reading(Intent.WHICH) if len(case.leads) > 1 else None
    reason = reason_of(case.grounds) if intent is Intent.LOST else None
    if reason in _OURS:
        return Reading(Intent.DECLINE, lead.accept, reason=reason)
    return Reading(intent, lead.accept, amount=amount(case.plain, is_price=True) if intent is Intent.WON else None)


def quote(case: Case) -> Reading | None:
    """A price for one customer: `Rossi: $4,750 w/ 10 yr parts`, 三百到三百五之间."""
    price = amount(case.plain)
    if price is None or not case.leads or case.is_private or group("returned").stands_in(case.plain):
        return None
    lead = the_one(case.plain, case.leads)
    priced = {named for piece in case.text.clauses if amount(piece) and (named := meant(piece, case.leads).lead)}
    if len(priced) > 1:
        return Reading(Intent.WHICH)
    if lead is None and priced:
        lead = priced.pop()
    if lead is not None and _is_of_two(case, lead, price):
        return Reading(Intent.WHICH)
    if lead is None and len(case.leads) > 1:
        return _priced(case) or Reading(Intent.WHICH)
    return Reading(Intent.QUOTE, lead.accept, amount=price) if lead else None


def _is_of_two(case: Case, lead: OpenLead, price: tuple[int, int]) -> bool:
    """Whether a figure may be another customer's: Oh 4200, Cho 2900; 李先生4200 另一个2900."""
    is_of_several = group("the_other").stands_in(case.plain) or (case.whom.lead is None and case.whom.is_named)
    if len(case.leads) > 1 and price[0] != price[1] and is_of_several:
        return True
    others = (plain(other.name).split()[-1] for other in case.leads if other is not lead and other.name)
    return any(re.search(rf"(?<![a-z]){re.escape(name)}['s]*[ :=]*\$?\d", case.plain) for name in others)


def _priced(case: Case) -> Reading | None:
    """The first price beside which somebody is named, 王先生 880 張小姐還沒看; open where another has one too."""
    for piece in case.text.sentences:
        price = amount(piece, is_price=True)
        match = re.search(r"\d[\d,.]*k?|[一二两三四五六七八九][百千万十]", piece)
        lead = meant(piece[: match.end()], case.leads).lead if price and match else None
        if match is None or lead is None:
            continue
        rest = piece[match.end() :]
        is_of_two = meant(rest, case.leads).is_named and amount(rest, is_price=True)
        return Reading(Intent.WHICH) if is_of_two else Reading(Intent.QUOTE, lead.accept, amount=price)
    return None


#: Only this one: 只接漏水那个, `just the Oakton one`, `solo el de Burke`. What follows a job must point to a customer.
_POINTS = r"(?:那|这|的|个|家|单|位|户|件|边|客户|one|ones|job|lead|customer|house|guy|lady|please|thanks|吧|了|\s)"
_ONLY_ONE = re.compile(
    r"(?:(?:i|we|ill|id|wed|well|can|could|will|would|yes|ok|please|me|yo|我们?|那|先)\s*)*"
    r"(?:only|just|solo|solamente|(?:就|只|光|仅)(?:能|想|可以)?)\s*"
    r"(?:(?:take|do|want|accept|interested in|go to|agarro|tomo|quiero|[接要做去跑收]"
    r"|the|that|this|in|for|el|la|de)\s*)*"
    rf"(?:@lead{_POINTS}*|@job{_POINTS}+)|@lead (?:one )?only"
)


_NOT_ONLY = re.compile(r"\bnot (?:just|only)\b|不[只光]")


def only(case: Case) -> Reading | None:
    """A yes to one of the new customers, and to no other: `only the leak one`."""
    if case.text.is_question or case.is_no_yes:
        return None
    for piece in (case.plain, *case.text.clauses):
        lead = meant(piece, case.new).lead
        marked = re.sub(" +", " ", with_marks(piece, case.new)).strip(" .!")
        if lead is not None and _ONLY_ONE.fullmatch(marked):
            return Reading(Intent.ACCEPT, lead.accept)
    return None


def one_by_one(case: Case) -> Reading | None:
    """A yes or a no beside the name of its customer: `Manassas is too far, the Vienna one ok` takes Vienna."""
    if len(case.new) < 2:
        return None
    no: Reading | None = None
    for piece in (*case.text.clauses, *case.text.sentences):
        lead = meant(piece, case.new).lead
        if lead is None or _NOT_ONLY.search(piece):
            continue
        rest = unaddressed(piece, case.new)
        reason = reason_of(without_only(piece, case.leads))
        if group("no").is_said_by(rest) or reason:
            no = no or Reading(Intent.DECLINE, lead.accept, reason=reason or reason_of(case.grounds))
        elif any((group("yes").is_said_by(rest), group("yes").begins_with(rest), group("yes").stands_in(rest))):
            return Reading(Intent.ACCEPT, lead.accept)
    return no


def declined(case: Case) -> Reading | None:
    """A no in words: 只做住家，商用不接, `too far for me`. It counts where one new customer waits, or one is named."""
    is_no = any(map(group("no").is_said_by, (case.text.core, *case.text.sentences, *case.text.clauses)))
    reason = reason_of(case.grounds)
    whom = case.whom
    if whom.lead is not None and not whom.lead.is_new and reason == "duplicate" and len(case.new) == 1:
        return Reading(Intent.DECLINE, case.new[0].accept, reason=reason)
    refuses = is_no or reason or group("give_up").stands_in(case.plain)
    if refuses and len(case.leads) > 1 and group("the_other").stands_in(case.plain):
        return Reading(Intent.WHICH)
    if whom.lead is not None and not whom.lead.is_new:
        return _given_up(case, whom.lead, reason)
    if whom.lead is None and not whom.is_stranger and reason == "unreachable" and case.taken:
        # Nobody has the number of a customer who still waits.
        return _given_up(case, case.taken[0], reason) if len(case.taken) == 1 else Reading(Intent.WHICH)
    if not case.new and len(case.taken) == 1 and not whom.is_stranger:
        return _given_up(case, case.taken[0], reason)
    yes = group("yes")
    is_yes = any(yes.is_said_by(piece) or yes.begins_with(piece) for piece in case.text.clauses)
    if not (is_no or reason) or (
        not is_no and (is_yes or case.text.ends_in_question or case.is_private or case.is_of_us)
    ):
        return None
    lead = the_one(case.plain, case.new)
    if lead is None:
        return Reading(Intent.WHICH) if len(case.new or case.taken) > 1 else None
    return Reading(Intent.DECLINE, lead.accept, reason=reason)


def taken_back(case: Case) -> Reading | None:
    """A no, and behind it that the writer does it all the same: 太远，不过我去. Only a person can weigh that."""
    no = declined(case)
    if no is None or no.intent is not Intent.DECLINE:
        return None
    later = (_STILL.sub("", piece) for piece in case.text.clauses[1:])
    is_yes = any(
        group("yes").is_said_by(piece) and _I_DO.search(piece) and not _NEGATED.search(piece) for piece in later
    )
    return Reading(Intent.UNCLEAR) if is_yes else None


def _given_up(case: Case, lead: OpenLead, reason: str | None) -> Reading | None:
    if case.text.is_question:
        return None
    is_over = reason in _OVER or any(map(group("no").is_said_by, (case.text.core, *case.text.sentences)))
    if is_over or group("give_up").stands_in(case.plain):
        return Reading(Intent.DECLINE, lead.accept, reason=reason)
    return None


def accepted(case: Case) -> Reading | None:
    """A yes in words: `Sure`, 我接, `send me the number`. It counts where one new customer waits, or one is named."""
    if not case.new or case.is_no_yes:
        return None
    says = (case.text.core, case.plain, *case.text.sentences[:1], *case.text.clauses[:1])
    if not _NEGATED.search(case.plain):
        says = (*says, *(piece for piece in case.text.clauses[-1:] if len(piece) > 1))
    later = (piece for piece in case.text.sentences[1:] if not group("nothing").is_said_by(piece))
    is_yes = any(map(group("yes").is_said_by, (*says, *later))) or (
        bool(group("yes").begins_with(case.text.core)) and not case.text.is_question
    )
    is_certain = len(case.new) == 1 == len(case.leads) or meant(case.plain, case.new).lead is not None
    if not is_yes and is_certain:
        statements = (
            [case.plain] if not case.text.is_question else [*filter(_FIRST_PERSON.search, case.text.clauses[:-1])]
        )
        is_yes = any(map(group("yes").stands_in, statements))
    if not is_yes:
        is_yes = any(
            group("yes").is_said_by(unaddressed(piece, case.new)) for piece in says if meant(piece, case.new).is_named
        )
    if not is_yes:
        return None
    lead = the_one(case.plain, case.new)
    if lead is None:
        return Reading(Intent.WHICH) if len(case.new) > 1 else None
    if len(case.leads) > 1 and not case.whom.is_named and amount(case.plain, is_price=True):
        return Reading(Intent.WHICH)
    return Reading(Intent.ACCEPT, lead.accept)


def arrival(case: Case) -> Reading | None:
    """The contractor is at the door, of a customer whose address was given: 到咗你樓下，麻煩開門."""
    if not case.taken or not group("arrival").stands_in(case.plain):
        return None
    lead = the_one(case.plain, case.taken)
    return Reading(Intent.WORDS, lead.accept, pass_on=not case.has_our_link) if lead else Reading(Intent.WHICH)


def nothing(case: Case) -> Reading | None:
    """OK, thanks, 收到: nothing is asked, and nobody waits for a yes."""
    pieces = [piece for piece in case.text.phrases if not group("nothing").is_said_by(piece)]
    is_nothing = (
        bool(case.text.phrases)
        and not case.text.is_question
        and all(group("nothing").is_said_by(core(piece)) for piece in pieces)
    )
    return Reading(Intent.NOTHING) if is_nothing else None


def words(case: Case) -> Reading | None:
    """A remark or question for one customer; passed on where it can be meant for nobody else."""
    if not case.leads or case.is_private:
        return None
    lead = the_one(case.plain, case.leads)
    if lead is None:
        return Reading(Intent.WHICH) if len(case.leads) > 1 and len(case.plain) > 1 else None
    if case.has_our_link:
        return Reading(Intent.UNCLEAR)
    is_named = case.whom.is_named
    is_job = group("job").stands_in(case.plain)
    if lead.is_new:
        is_asked = is_job and group("ask").stands_in(case.plain)
        is_sure = (is_asked or group("equipment").stands_in(case.plain)) and not group("doubt").stands_in(case.plain)
        return (
            Reading(Intent.WORDS, lead.accept, pass_on=is_sure and len(case.leads) == 1)
            if is_sure or is_named
            else None
        )
    is_sure = is_named or is_job or group("talk").stands_in(case.plain)
    return Reading(Intent.WORDS, lead.accept, pass_on=True) if is_sure else None
