"""Every number of the limits, in one place, each with its reason. The texts page and README repeat some; tests compare.

Four ideas carry them. A wider network gets more than a narrower one, since a carrier or a home for seniors is one of
them, but never so much that it fills a phone's hour or the day of all others. A limit of a contact stops messages to
it, never somebody's right to ask. What people we know need is reserved for them. And nobody has to wait for a day: a
phone to call stands beside every refusal.
"""

from collections.abc import Mapping
from datetime import timedelta

#: Widths of a visitor's network, narrow to wide: an IPv4 address or a /64 (a household, a phone); a /56 (a larger
#: line); a /24 or a /48 (a provider's part, an office, somebody who rents a block).
WIDTHS = ("near", "middle", "wide")
#: What a visitor may do, by the width of the network; then all strangers together, and beside them, with a share of
#: their own, the people we know.
VISITORS: Mapping[str, Mapping[str, str]] = {
    # Each may text three firms. `wide` stays below what strangers may have texted to one phone (`TO_ONE_PHONE`).
    "request": {
        "near": "5/hour; 20/day",
        "middle": "6/hour; 22/day",
        "wide": "8/hour; 25/day",
        "strangers": "40/hour; 150/day",
        "known": "20/hour; 60/day",
    },
    # All together: CODES.
    "code": {"near": "10/hour; 30/day", "middle": "15/hour; 45/day", "wide": "20/hour; 60/day"},
    # Each is a mail to the operator, who can read so many a day.
    "report": {
        "near": "5/hour; 20/day",
        "middle": "8/hour; 30/day",
        "wide": "12/hour; 40/day",
        "strangers": "60/hour; 200/day",
        "known": "20/hour; 60/day",
    },
    "claim": {
        "near": "5/hour; 15/day",
        "middle": "8/hour; 20/day",
        "wide": "10/hour; 30/day",
        "strangers": "60/hour; 200/day",
        "known": "20/hour; 60/day",
    },
    "list": {
        "near": "10/hour; 30/day",
        "middle": "12/hour; 40/day",
        "wide": "15/hour; 50/day",
        "strangers": "60/hour; 200/day",
        "known": "20/hour; 60/day",
    },
}

#: Codes a day by who gets them. 1,000 codes x 5 guesses / 10^8 = 0.00005 expected takeovers a day. Strangers, the
#: `newcomer`s, spend their own part only. `own`: somebody who signed in with this browser before; nobody else can
#: spend that. `known` has an account; `printed` is a phone of a listed ad, asked for to claim it or to take it down.
CODES: Mapping[str, int] = {"own": 200, "operator": 50, "known": 200, "printed": 150, "newcomer": 400}

#: Of SMS_DAILY_LIMIT, in hundredths, what is reserved for whom. The rest is common: whoever has used up what is
#: reserved goes on with it, and codes for newcomers, receipts and progress texts have nothing else. `proven` are
#: homeowners whom a firm answered, who texted us or have an account; `stranger` are the others.
TEXTS: Mapping[str, int] = {"operator": 5, "own": 5, "known": 10, "printed": 10, "proven": 15, "stranger": 20}
#: Whose texts stop first: they have only the common part, and less of one phone's hour.
UNPROVEN = ("stranger", "newcomer", "progress")

#: Texts that nobody at that phone asked for just now: in so much time at most so many by strangers' requests, and so
#: many in all. More wait until the time is over. An hour with twelve customers is a good hour for any firm.
TO_ONE_PHONE = ((timedelta(hours=1), 10, 12), (timedelta(days=1), 32, 40))

RULES: dict[str, str] = {
    "token-miss": "30/minute",
    # One contact from one network: a stranger elsewhere who types it takes nothing from its owner.
    "request-by-contact": "5/day",
    # Receipts to one phone or e-mail, whoever typed it. The request goes either way.
    "receipt-by-contact": "3/day",
    # Requests a day that count as a proven homeowner's for one contact; then they are a stranger's.
    "proven-by-contact": "4/day",
    # Codes to a phone of an ad: whoever never asked for one is not to get ten a day.
    "code-by-printed-phone": "3/hour; 5/day",
    "code-by-address": "6/10minutes; 10/day",
    "code-by-address-and-network": "3/10minutes; 8/day",
    "code-by-own-browser": "3/10minutes; 10/day",
    "invite-by-business": "20/day",
    **{f"codes-{budget}": f"{most}/day" for budget, most in CODES.items()},
    **{f"{act}-by-{width}": text for act, rules in VISITORS.items() for width, text in rules.items()},
}


def quoted() -> dict[str, int]:
    """The numbers that pages tell, by name."""
    (_, _, phone_hour), (_, _, phone_day) = TO_ONE_PHONE
    hour, day = (int(part.partition("/")[0]) for part in VISITORS["request"]["near"].split(";"))
    return {"phone_hour": phone_hour, "phone_day": phone_day, "request_hour": hour, "request_day": day}


#: How long copies of one form, sent at once or again, count as one.
SAME_FORM = timedelta(hours=1)
