"""Numbers that no column holds and days at the ends of the calendar, in every button of a job that is under way."""

from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.visits import actions as visits
from directory.visits.rules import parse_window
from directory.warranties import actions as warranties
from tests.factories.answers import lead_url, request_url
from tests.hostile.private import request_of_two

HUGE, LAST, FIRST = "9" * 400, "9999-12-31", "0001-01-01"
#: Fields of each button that hold a number or a day: on her page, on the firm's.
HERS = {
    "accept-quote": ({"day": LAST}, {"day": FIRST}, {"option": HUGE}, {"quote": HUGE}),
    "undo-quote": ({"quote": HUGE},),
    "pick-visit": ({"window": HUGE},),
    "propose-visit": (
        *({"window": f"{day}/{hours}"} for day in (LAST, FIRST) for hours in ("0-24", "9-12")),
        {"day": LAST},
        {"day": FIRST, "starts": HUGE},
        {"day": "2026-12-01", "ends": HUGE},
    ),
    "remove-photo": ({"photo": HUGE},),
    "say": ({"phrase": "when_home", "day": LAST}, {"phrase": "budget", "amount": HUGE}),
}
THEIRS = {
    "propose-visit": HERS["propose-visit"],
    "pick-visit": HERS["pick-visit"],
    "running-late": ({"minutes": HUGE},),
    "done": ({"day": LAST}, {"day": FIRST}),
    "quote": (
        {"amount_min": HUGE},
        {"amount_min": "1" + ",000" * 200},
        {"amount_min": "900", "earliest_date": LAST},
        {"amount_min": "900", "valid_days": "9" + ",999" * 200},
    ),
}


def test_no_button_of_a_job_breaks_on_them(site):
    request, [first, _other] = request_of_two()
    with unit() as session:
        lead_actions.accept(session, first.id, "web")
        price = quotes.quote(session, first.id, QuoteDraft(900, 900)).id
        visit = visits.propose(session, first.id, "business", [parse_window("2026-12-01/9-12")])
        visits.pick(session, first.id, "homeowner", visit.offered[0].id)
    hers, theirs, wrong = request_url(request, "en"), lead_url(first, "en"), []
    for path, buttons in ((hers, HERS), (theirs, THEIRS)):
        for action, several in buttons.items():
            for fields in several:
                sent = {"action": action, "business": "gaoshi", "mark": "", "quote": str(price), **fields}
                answer = site.post(path, sent)
                if answer.status_code not in (303, 400, 404):
                    wrong.append(f"{action} {fields}: {answer.status_code}")
    with unit() as session:
        card = warranties.finish(session, first.id, "business")
        assert card is not None
        token = card.token
    for fields in ({"register_by": LAST}, {"register_by": FIRST}, {"version": HUGE}, {"parts": HUGE + "y"}):
        answer = site.post(f"{theirs}/warranty", {"version": "1", **fields})
        if answer.status_code not in (303, 400):
            wrong.append(f"card {fields}: {answer.status_code}")
    for query in ("paper=" + HUGE, "beside=" + HUGE):
        assert site.open(f"/en/warranty/{token}/card.pdf?{query}").status_code == 200
    for path in (f"/sitemap.xml?file={HUGE}", f"/en/find?page={HUGE}&parts_years={HUGE}", f"{hers}/accept/{HUGE}"):
        if site.open(path).status_code >= 500:
            wrong.append(path)
    assert not wrong, "\n".join(wrong)
