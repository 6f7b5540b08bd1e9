"""Every field of signing in, of an account and of a business's people against the corpus: refused, never broken."""

from sqlalchemy import select

from directory.accounts.models import Invitation, PersonContact
from directory.foundation.unit import unit
from tests.factories.listings import GAOSHI
from tests.factories.people import member, signed_in
from tests.hostile.test_inputs import check

OWNER = "+12405550150"
PEOPLE = f"/zh-hans/manage/{GAOSHI}/people"
#: Path, what else the form holds, the field tried, what it may answer.
ASKING = [
    ("/zh-hans/sign-in", {}, "address", {303, 400}),
    ("/zh-hans/sign-in", {"address": OWNER}, "next", {303, 400}),
    ("/zh-hans/sign-in/code", {}, "code", {400}),
]
SIGNED_IN = [
    ("/zh-hans/sign-in/prove", {}, "action", {400}),
    ("/zh-hans/sign-in/prove", {"action": "send"}, "contact", {400}),
    ("/zh-hans/sign-in/prove", {"action": "code"}, "code", {400}),
    ("/zh-hans/account", {}, "action", {400}),
    ("/zh-hans/account", {"action": "save", "language": "en"}, "name", {303, 400}),
    ("/zh-hans/account", {"action": "save", "name": "x"}, "language", {400}),
    ("/zh-hans/account", {"action": "add"}, "address", {303, 400}),
    ("/zh-hans/account", {"action": "code"}, "code", {400}),
    ("/zh-hans/account", {"action": "remove"}, "contact", {404}),
    ("/zh-hans/account", {"action": "end"}, "session", {404}),
    (PEOPLE, {}, "action", {400}),
    (PEOPLE, {"action": "invite", "role": "colleague", "language": "en"}, "address", {303, 400}),
    (PEOPLE, {"action": "invite", "address": OWNER, "language": "en"}, "role", {400}),
    (PEOPLE, {"action": "invite", "address": OWNER, "role": "colleague"}, "language", {400}),
    (PEOPLE, {"action": "remove"}, "member", {404}),
    (PEOPLE, {"action": "withdraw"}, "invitation", {404}),
]


def test_every_field_before_signing_in(site):
    wrong = []
    for path, more, field, allowed in ASKING:
        for name, payload in site.payloads.items():
            answer = site.post(path, {**more, field: payload})
            wrong += check(site, f"{path} {field}={name}", answer, allowed)
            if answer.status_code == 303 and not (answer.location or "").startswith("/zh-hans/"):
                wrong.append(f"{path} {field}={name} leads to {answer.location}")
    for name, payload in site.payloads.items():
        answer = site.open(b"/zh-hans/invitations/" + (payload if isinstance(payload, bytes) else payload.encode()))
        wrong += check(site, f"invitations/{name}", answer, {301, 308, 404, 429})
    assert not wrong, "\n".join(wrong)


def test_every_field_after_signing_in(site, session):
    with unit() as session:
        person_id = member(session, GAOSHI, "owner", OWNER).person_id
        member(session, GAOSHI, "colleague", "+12405550151")
    signed_in(site.client, person_id)
    wrong = []
    for path, more, field, allowed in SIGNED_IN:
        signed_in(site.client, person_id)
        for name, payload in site.payloads.items():
            wrong += check(site, f"{path} {field}={name}", site.post(path, {**more, field: payload}), allowed)
    assert not wrong, "\n".join(wrong)
    assert [contact.address for contact in session.scalars(select(PersonContact).filter_by(person_id=person_id))] == [
        OWNER
    ]
    for contact in session.scalars(select(Invitation)):
        assert "@" in contact.address or contact.address.startswith("+1")
