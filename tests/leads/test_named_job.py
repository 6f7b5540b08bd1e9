"""Wherever the job is named, the equipment is the one that is there: a furnace reaches nobody as an air conditioner."""

import re

import pytest

from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES, by_url
from directory.leads import actions
from directory.leads.models import Lead
from directory.leads.notices import KINDS
from directory.leads.rules.job import job
from tests.factories.answers import request_url
from tests.factories.requests import accept, sent, set_language, text

AIR_CONDITIONER = re.compile(r"空调|空調|冷气|冷氣|\bAC\b|air condition")
#: Replacing, mending and servicing a furnace, by language.
WORDS = {
    "en": ("furnace replacement", "furnace repair", "furnace tune-up"),
    "zh-hans": ("换暖气炉", "要修暖气炉", "保养暖气炉"),
    "zh-hant": ("換暖氣爐", "要修暖氣爐", "暖氣爐維護保養"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("position", range(3))
def test_a_furnace_is_a_furnace_in_every_message_and_on_every_page(site, session, client, language, position):
    words, spoken = WORDS[language][position], by_url(language)
    service = ("replace", "repair", "maint")[position]
    set_language(language)
    quote_request = sent("gaoshi", service=service, urgency="plan", language=spoken.bcp47, answers={"system": "furn"})
    lead = session.query(Lead).one()
    messages = [text(session, "lead")]
    for kind in ("lead", "untold-lead"):
        composed = KINDS[kind].compose(session, ("lead", lead.id), spoken, "sms" if kind == "lead" else "email")
        messages.append(composed.body)
    assert job(quote_request, language).short == words
    assert words in client.get(request_url(quote_request, language)).text
    accept(session)
    messages.append(text(session, "contact"))
    with unit() as writing:
        actions.close(writing, quote_request.id)
    messages.append(text(session, "made-other-arrangements"))
    for message in messages:
        assert words in message.lower()
        assert not AIR_CONDITIONER.search(message)
