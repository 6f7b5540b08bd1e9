"""What a text does to the customer it is about: a yes or no, a price, how it ended, words to pass on."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from directory.businesses import actions as business_actions
from directory.inbox import queries, rules
from directory.inbox.actions.replies import answer, for_a_person, left_open
from directory.inbox.actions.which import ask_about_words
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid
from directory.kernel.language import by_tag
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.rules import OPEN_LEADS, LostReason
from directory.outbox.models import InboundText
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.rules import names_fee, without_fee
from directory.quotes.rules.alternatives import alternatives
from directory.quotes.rules.offer import Offer
from directory.quotes.rules.phrases import Choice, by_text
from directory.texts.rules.beside import speaks_beside
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.codes import read_code
from directory.texts.rules.digits import without_digit
from directory.texts.rules.leads import unaddressed
from directory.texts.rules.pictured import typed
from directory.texts.rules.reader import read
from directory.texts.rules.text import Text
from directory.visits import actions as visit_actions
from directory.visits.rules.road import said_on_road


def act_on(session: Session, text: InboundText, lead: Lead, reading: Reading) -> bool:
    """Apply what a text was read as to an open lead. Returns False where that changes nothing for a customer."""
    act = _ACTS.get(reading.intent)
    if act is None or (reading.intent is Intent.WORDS and not reading.pass_on):
        return False
    act(session, text, lead, reading)
    return True


def _answer_lead(session: Session, text: InboundText, candidate: Lead, reading: Reading) -> None:
    """Accept or decline an open lead."""
    # The page may have answered a moment ago: how it stands is read under the lock, so that the two agree.
    lead = lead_actions.locked_lead(session, candidate.id)
    if lead.state not in OPEN_LEADS:
        text.is_read = True
        answer(session, "unknown-digit", text)
        return
    _about(text, lead)
    before = lead.state
    if reading.intent is Intent.ACCEPT and lead.state != "new":
        text.is_read = True
        answer(session, "already-accepted", text)
        return
    try:
        with session.begin_nested():
            if reading.intent is Intent.ACCEPT:
                _accept(session, text, lead)
            elif lead.state == "new":
                lead_actions.decline(session, lead.id, reading.reason, "sms")
            else:
                quote_actions.give_up(session, lead.id, reading.reason, "sms")
    except (IllegalMove, Invalid):
        left_open(session, text)
        return
    text.is_read, text.effect, text.state_before = True, reading.intent, before
    if lead.state == "lost":
        answer(session, "given-up", text)


def _accept(session: Session, text: InboundText, lead: Lead) -> None:
    """Take a new lead; what the text says or shows to its homeowner beside the yes goes along in the same message."""
    words = _beside(session, text, lead)
    if words is None or queries.holds_link(session, text) or queries.quotes_us(session, text):
        lead_actions.accept(session, lead.id, "sms")
        return
    lead_actions.accept(session, lead.id, "sms", tells_homeowner=False)
    line = quote_actions.ask(session, lead.id, words, source="sms", photos=text)
    text.detail = {**text.detail, "line": line.id}


def _beside(session: Session, text: InboundText, lead: Lead) -> str | None:
    """What goes to a homeowner beside the yes to her: a question or a time, or no words with pictures; None: nothing.

    Pictures are hers where nothing but her digit, or a yes that was asked whose it is, stands beside them, or where
    there is nobody else.
    """
    body = typed(text.body) if text.pictures else text.body
    if speaks_beside(body, queries.as_read(lead), clock.today()):
        return _words(text, lead)
    if not text.pictures or not queries.has_pictures(session, text):
        return None
    is_hers = rules.digit_of(body) == str(lead.accept_digit) or "about" in text.detail
    is_alone = len(lead_queries.leads_meant_by(session, text.sender, clock.now())) == 1
    return "" if is_hers or (is_alone and rules.is_plain_yes(body)) else None


def _price(session: Session, text: InboundText, lead: Lead, reading: Reading) -> None:
    """Give the homeowner the price that was texted, and confirm it with who gets it and how to mend it.

    The price that stands already is given once, however often a machine at the other end repeats it. What coming to
    look costs is no price: alone it is passed on in its own words, beside a price it goes along as its note.
    """
    note, priced_words = "", text.body
    if names_fee(text.body):
        priced_words = without_fee(text.body)
        priced = read(priced_words, [queries.as_read(lead)], clock.today())
        if priced.amount is None:
            text.meaning, text.pass_on = Intent.WORDS, True
            _pass_on(session, text, lead, reading)
            return
        reading, note = priced, _words(text, lead)
    elif rules.says_more(text.body) and not queries.holds_link(session, text):
        # `三百左右，看了才知道`: the condition goes along.
        note = _words(text, lead)
    options = alternatives(priced_words)
    if options and (min(one.amount_min for one in options), max(one.amount_max for one in options)) == reading.amount:
        offer = Offer(options, note=note)
    else:
        offer = QuoteDraft(*(reading.amount or (0, 0)), note=note).offer
    _about(text, lead)
    standing = queries.standing_price(session, lead.id)
    if standing is not None and standing.offer.amounts == offer.amounts:
        text.is_read = True
        if not queries.is_answered_alike(session, text, "price-ack"):
            answer(session, "price-ack", text)
        return
    try:
        with session.begin_nested():
            before = lead_actions.locked_lead(session, lead.id).state
            price = quote_actions.quote(session, lead.id, offer, how="sms")
    except (IllegalMove, Invalid):
        left_open(session, text)
        return
    text.is_read = True
    text.effect, text.state_before, text.effect_id = "quote", before, price.id
    answer(session, "price-ack", text)


def _result(session: Session, text: InboundText, lead: Lead, reading: Reading) -> None:
    """Note that a customer who was taken became a job, or did not. Nobody is sent a message; her page says so."""
    _about(text, lead)
    try:
        with session.begin_nested():
            before = lead_actions.locked_lead(session, lead.id).state
            if reading.intent is Intent.WON:
                lead_actions.win(session, lead.id)
            else:
                quote_actions.lose(session, lead.id, LostReason.OTHER)
    except (IllegalMove, Invalid):
        left_open(session, text)
        return
    business_actions.note_answer(session, text.sender)
    text.is_read, text.effect, text.state_before = True, reading.intent, before
    answer(session, f"{reading.intent}-ack", text)


def _pass_on(session: Session, text: InboundText, lead: Lead, reading: Reading) -> None:
    """Words for one customer: onto the lead, so that its homeowner reads them; to the operator in any case.

    Not where they may be for somebody whose lead is only just over, and not with words or a link of ours in them.
    """
    others = [other for other in lead_queries.leads_meant_by(session, text.sender, clock.now()) if other.id != lead.id]
    is_addressed = without_digit(text.body, lead.accept_digit or 0) != text.body or rules.is_named(
        text.body, queries.as_read(lead)
    )
    if keep_back_ours(session, text):
        return
    if any(other.state not in OPEN_LEADS for other in others) and not is_addressed:
        ask_about_words(session, text, [lead])
    else:
        pass_words(session, text, lead)


def keep_back_ours(session: Session, text: InboundText) -> bool:
    """Leave a text that holds words or a link of ours to the operator: they are passed on to nobody. Returns whether
    it does.
    """
    if queries.holds_link(session, text):
        answer(session, "not-passed", text)
    elif not queries.quotes_us(session, text):
        return False
    for_a_person(session, text)
    return True


def pass_words(session: Session, text: InboundText, lead: Lead, *, is_answered: bool = True) -> None:
    """Pass the words of a text on to the lead and the operator; to the operator alone where the lead takes no more.
    Its sender reads so, where it `is_answered`.

    What a machine at the other end repeats stands there once. Words from the road move the visit of today too; where
    they say nothing else, the homeowner reads them in her language, as she does a code.
    """
    words = _words(text, lead)
    whom = [queries.as_read(lead)]
    code = read_code(text.body, whom)
    coded = by_text(code.number, code.digits, "business") if code else None
    choice, is_all = (coded, True) if coded else said_on_road(unaddressed(Text(words).plain, whom)) or (None, False)
    if choice is not None and is_all and not text.pictures:
        text.is_read = True
        say_choice(session, text, lead, choice)
        return
    if not text.pictures and queries.is_said_last(session, lead.id, words):
        _about(text, lead)
        text.is_read = True
        return
    try:
        with session.begin_nested():
            line = quote_actions.ask(session, lead.id, words, source="sms", photos=text, or_agreed=True)
        if choice is not None:
            is_foreign = bool(line.foreign(by_tag(lead.request.language)))
            visit_actions.move_by_phrase(session, lead.id, choice.phrase, choice.slots, tells=is_foreign)
        _about(text, lead)
        text.effect, text.state_before, text.effect_id = "words", lead.state, line.id
        if is_answered:
            answer(session, "text-heard", text)
    except Invalid:
        pass
    for_a_person(session, text)


def say_choice(session: Session, text: InboundText, lead: Lead, choice: Choice) -> None:
    """Say a sentence of the phrase book for a text of the business; a person reads it where the lead takes no more.

    Nobody is on the way to a new customer: what is said of a visit goes to her once she was taken.
    """
    language = by_tag(lead_queries.business_of(session, lead).language)
    _about(text, lead)
    if lead.state == "new" and choice.phrase.is_of_road:
        left_open(session, text)
        return
    try:
        with session.begin_nested():
            line = visit_actions.say_as_business(session, lead.id, choice.sentence(language), source="sms")
    except Invalid:
        left_open(session, text)
        return
    text.pass_on = True
    text.effect, text.state_before, text.effect_id = "words", lead.state, line.id
    answer(session, "text-heard", text)


def _words(text: InboundText, lead: Lead) -> str:
    """What a text says to its homeowner: she reads no digit by which it was sent to her, nor with pictures alone what
    the phone wrote of them.
    """
    words = typed(text.body) if text.pictures else text.body
    if text.pictures and rules.digit_of(words) == str(lead.accept_digit):
        return ""
    return without_digit(words, lead.accept_digit or 0)


def _about(text: InboundText, lead: Lead) -> None:
    text.subject_kind, text.subject_id = "lead", lead.id


_ACTS: dict[Intent, Callable[[Session, InboundText, Lead, Reading], None]] = {
    Intent.ACCEPT: _answer_lead,
    Intent.DECLINE: _answer_lead,
    Intent.QUOTE: _price,
    Intent.WON: _result,
    Intent.LOST: _result,
    Intent.WORDS: _pass_on,
}
