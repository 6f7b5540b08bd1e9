"""Pure decisions of signing in: how long things live, how often may be guessed, who may do what in a business."""

from datetime import timedelta

from directory.kernel.states import table

#: Digits of a code, minutes it lives, guesses it takes (OWASP ASVS 5.0: at most ten minutes, bound, single use).
CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
#: Codes a day for the whole site: 1,000 codes x 5 guesses / 10^8 = 0.00005 expected takeovers a day.
CODES_A_DAY = 1000

#: A session ends after this long without a visit, and after this long whatever happens.
SESSION_IDLE = timedelta(days=30)
SESSION_LIFE = timedelta(days=180)
#: The operator's ends sooner: the operator sees everything.
OPERATOR_IDLE = timedelta(hours=12)
OPERATOR_LIFE = timedelta(days=14)
#: A code entered this recently counts as proof before a contact changes.
FRESH_PROOF = timedelta(minutes=10)
INVITATION_LIFE = timedelta(days=7)

PURPOSES = ("sign-in", "prove", "add-contact", "claim", "remove", "list")
ROLES = ("owner", "colleague")

PERSON = table("person", active="suspended", suspended="active")
MEMBERSHIP = table("membership", active="ended", ended="active")
INVITATION = table("invitation", open="accepted withdrawn expired", accepted="", withdrawn="", expired="")
