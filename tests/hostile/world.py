"""Two firms with everything a firm can have, and everybody who may or may not see it. Every word is unique."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts.actions.members import token_of
from directory.accounts.models import Membership, Person, PersonContact, SignIn
from directory.ads.models import Submission
from directory.ads.rules.parsed_ad import ParsedAd, PrintedNames
from directory.businesses.actions import FactDraft, add_facts
from directory.businesses.fields.editing import mark
from directory.businesses.fields.listing import Names
from directory.businesses.fields.registry import EDITED
from directory.businesses.models import Business, ContactPoint
from directory.claims.models import Claim
from directory.credentials.actions import restate
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.editor.models import ListingChange, ListingConfirmation, ListingDraft
from directory.editor.queries import base_of, desk
from directory.foundation import tokens
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.language import ENGLISH
from directory.leads import actions as leads
from directory.leads.forms.request import new_key, photos_of_key, read_key
from directory.leads.models import Lead
from directory.leads.rules import note_mark
from directory.nameplates.models import Nameplate
from directory.outbox import topics
from directory.outbox.models import InboundText, Message
from directory.outbox.topics import Topic
from directory.photos.models import Photo
from directory.quotes import actions as quotes
from directory.quotes.models import Quote
from directory.quotes.rules.offer import Offer, Option
from directory.reports.models import Report
from directory.reviews.models import Review
from directory.reviews.rules import Question
from directory.scans.models import PageSize, ScannedFile
from directory.visits import actions as visits
from directory.visits.rules import Window
from directory.warranties.models import WarrantyCard
from directory.warranties.rules import Card
from tests.factories import people
from tests.factories.answers import PHONES, quote_request


@dataclass(frozen=True)
class Side:
    """One firm: its slug and, by the names that stand in addresses and forms, the ids and links of its things."""

    slug: str
    ids: dict[str, int]
    #: Links by purpose: request, lead, invitation, confirm; also `base` (what its
    #: draft began from), `phone` (printed in its ad), `state` (of its lead).
    links: dict[str, str]
    people: dict[str, int]
    #: What only the homeowner, the firm once it accepted, and (in messages) the operator may read.
    customer: tuple[str, ...]
    #: What the homeowner wrote, shown to the firm at once.
    wording: str
    #: What only the firm and the operator may read.
    inner: tuple[str, ...]
    #: What only the homeowner may read: the price from elsewhere that she typed in, a nameplate she has not confirmed.
    alone: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """Ours, theirs, the operator, and a browser for each role."""

    app: Flask
    own: Side
    other: Side
    operator: int
    #: The session of each role that is signed in.
    sessions: dict[str, str] = field(default_factory=dict)

    def browser(self, role: str) -> FlaskClient:
        """A fresh browser of this role."""
        client = self.app.test_client()
        if role in self.sessions:
            client.set_cookie("lengnuan_session", self.sessions[role])
        return client


#: The roles of the matrix, in the order of its columns.
ROLES = ("anonymous", "homeowner", "token", "colleague", "owner", "foreign", "operator", "key")


def build(app: Flask) -> World:
    """The world, with a session for each role that signs in."""
    own, other = firm("gaoshi", 1), firm("fangshi", 2)
    with unit() as session:
        operator = people.person(session, None, "op@example.com", language="en", operator=True).id
    world = World(app, own, other, operator)
    for role, person_id in (
        ("colleague", own.people["colleague"]),
        ("owner", own.people["owner"]),
        ("foreign", other.people["owner"]),
        ("operator", operator),
    ):
        world.sessions[role] = people.signed_in(app.test_client(), person_id, f"Browser {role}")
    for side in (own, other):
        people.signed_in(app.test_client(), side.people["owner"], "Another phone")
    with unit() as session:
        for side in (own, other):
            query = select(SignIn.id).where(SignIn.person_id == side.people["owner"]).limit(1)
            side.ids["sign_in_id"] = side.ids["session"] = session.scalars(query).one()
    return world


def firm(slug: str, n: int, *, accepts: bool = True) -> Side:
    """A firm with one request to it, which it took or has not answered yet. `n` makes every word of it unique."""
    name, phone, mail = f"Canary{n}home", f"+1301555017{n}", f"canary{n}@home.example"
    wording = f"canaryword{n}"
    request = quote_request((slug,), name=name, phone=phone, email=mail, details=f"{wording} {phone} {mail}")
    ids: dict[str, int] = {}
    with unit() as session:
        lead = session.scalars(select(Lead).where(Lead.request_id == request.id)).one()
        price = Quote(lead_id=lead.id, request_id=request.id, amount_min=1000 + n, amount_max=1000 + n)
        session.add(price)
        typed = Offer((Option(900, 900),), note=f"typednote{n}")
        session.flush()
        ids["quote_id"] = price.id
        ids["typed_id"] = quotes.type_quote(session, request.id, f"Typedfirm{n}", typed).id
        links_of_form, photo_ids = _photos(session, request.id, n)
        ids |= photo_ids
        if accepts:
            leads.accept(session, lead.id, "page")
            visit = visits.propose(session, lead.id, "business", [Window.on(clock.today() + timedelta(days=2), 9, 12)])
            visits.pick(session, lead.id, "homeowner", visit.offered[0].id, address=f"12 {wording} Lane")
            # What the firm is told names her: the operator reads that on the pages of messages alone.
            session.execute(delete(Message).where(Message.subject_kind == "visit"))
        leads.note(session, lead.id, f"secretnote{n}", "")
        business = session.get_one(Business, lead.business_id)
        owner = _member(session, business.id, "owner", f"+1240555015{n}", f"owner{n}@shop.example", f"Ownername{n}")
        colleague = _member(session, business.id, "colleague", f"+1240555016{n}", None, f"Helpername{n}")
        ids |= {"lead_id": lead.id, "business_id": business.id, "into": business.id, "person_id": owner.person_id}
        ids |= {"membership_id": owner.id, "member": colleague.id}
        links = {"request": tokens.derive("request", request.seed), "lead": tokens.derive("lead", lead.seed)}
        links["warranty"] = _card(session, lead)
        links["emails"] = topics.path(Topic.CUSTOMERS, f"owner{n}@shop.example", ENGLISH).rsplit("/", 1)[1]
        links["reviews"], ids["review_id"] = _review(session, lead)
        ids |= _after_photos(session, lead.id, ids["review_id"], n)
        links |= links_of_form
        links |= _pending(session, business, owner.person_id, ids, n)
        _papers(session, business, ids, n)
        _handed_in(session, owner.person_id, ids, n)
        ids |= {
            "contact": session.scalars(
                select(PersonContact.id).where(PersonContact.person_id == owner.person_id).limit(1)
            ).one(),
            "point": session.scalars(select(ContactPoint.id).where(ContactPoint.business_id == business.id)).one(),
            "message_id": session.scalars(select(Message.id).where(Message.subject_id == lead.id).limit(1)).one(),
        }
        ids["point_id"] = ids["point"]
        links["base"] = base_of(session, business.id, session.get(ListingDraft, business.id))
        links["shown"] = mark(EDITED["names"], desk(session, business.id).values)
        links["kept"] = note_mark(lead.note)
        links |= {"phone": PHONES[slug], "state": lead.state}
        people_ids = {"owner": owner.person_id, "colleague": colleague.person_id}
    inner = tuple(
        word.format(n=n)
        for word in (
            "secretnote{n}", "240555015{n}", "owner{n}@shop.example", "Ownername{n}", "Helpername{n}",
            "240555016{n}", "Draftname{n}", "invited{n}@shop.example", "claimcontact{n}", "reporter{n}", "texted{n}",
            "Handedin{n}",
        )
    )  # fmt: skip
    return Side(
        slug,
        ids,
        links,
        people_ids,
        (name, phone[2:], mail),
        wording,
        inner,
        (f"Typedfirm{n}", f"typednote{n}", f"PLATE{n}MODEL", f"SN{n}CANARY"),
    )


def _card(session: Session, lead: Lead) -> str:
    """A warranty card of the lead, whose business said that the work is done; the link of it."""
    lead.done_on, lead.done_by_business_at = clock.today(), clock.now()
    card = Card(
        names=Names(en="Firm"), service="repair", done_on=clock.today(), done_by="business", made_on=clock.today()
    )
    seed = tokens.new_seed()
    token = tokens.derive("warranty", seed)
    session.add(
        WarrantyCard(
            lead_id=lead.id,
            seed=seed,
            token_digest=tokens.digest(token),
            language="en",
            facts=card.as_json(),
            expires_on=card.expires_on,
        )
    )
    session.flush()
    return token


def _review(session: Session, lead: Lead) -> tuple[str, int]:
    """A review of the lead's work; the link of it, and its id."""
    seed = tokens.new_seed()
    token = tokens.derive("review", seed)
    answers = {str(question): "yes" for question in Question}
    review = Review(lead_id=lead.id, seed=seed, token_digest=tokens.digest(token), answers=answers, text="Fine")
    session.add(review)
    session.flush()
    return token, review.id


def _photos(session: Session, request_id: int, n: int) -> tuple[dict[str, str], dict[str, int]]:
    """A photo of the request with its nameplate, and one that waits for another form, with the key of that form."""
    key = new_key()
    read = read_key(key)
    assert read is not None
    photos = [
        Photo(key=f"request{n}", state="stored", subject_kind="request", subject_id=request_id),
        Photo(key=f"form{n}", state="stored", draft=photos_of_key(read)),
    ]
    session.add_all(photos)
    session.flush()
    for photo in photos:
        storage().put(photo.file("small"), b"\xff\xd8\xff\xd9", "image/jpeg")
    session.add(Nameplate(photo_id=photos[0].id, model=f"PLATE{n}MODEL", serial=f"SN{n}CANARY"))
    return {"form": key}, {"photo_id": photos[0].id, "waiting_id": photos[1].id}


def _after_photos(session: Session, lead_id: int, review_id: int, n: int) -> dict[str, int]:
    """A photo of the nameplate on the lead's warranty card, and one that is published with its review."""
    card_id = session.scalars(select(WarrantyCard.id).where(WarrantyCard.lead_id == lead_id)).one()
    photos = [
        Photo(key=f"card{n}", state="stored", subject_kind="card", subject_id=card_id),
        Photo(key=f"review{n}", state="stored", subject_kind="shown-review", subject_id=review_id),
    ]
    session.add_all(photos)
    session.flush()
    for photo in photos:
        storage().put(photo.file("small"), b"\xff\xd8\xff\xd9", "image/jpeg")
    return {"card_photo_id": photos[0].id, "review_photo_id": photos[1].id}


def _member(session: Session, business_id: int, role: str, phone: str, mail: str | None, name: str) -> Membership:
    person: Person = people.person(session, phone, mail, name=name, language="en")
    membership = Membership(person_id=person.id, business_id=business_id, role=role, created_by="operator:1")
    session.add(membership)
    session.flush()
    return membership


def _pending(session: Session, business: Business, owner: int, ids: dict[str, int], n: int) -> dict[str, str]:
    """A draft, a change, an invitation and a question: what waits in a firm."""
    session.add(ListingDraft(business_id=business.id, person_id=owner, values={"owner": f"Draftname{n}"}))
    change = ListingChange(business_id=business.id, person_id=owner, before={"owner": None}, after={"owner": "Gao"})
    seed = tokens.new_seed()
    question = ListingConfirmation(
        business_id=business.id,
        seed=seed,
        token_digest=tokens.digest(tokens.derive("confirm", seed)),
        due_at=clock.now(),
        asked_at=clock.now(),
    )
    session.add_all([change, question])
    invitation = accounts.invite(
        session, business.id, "colleague", "email", f"invited{n}@shop.example", "en", f"person:{owner}"
    )
    session.flush()
    ids |= {"change_id": change.id, "invitation": invitation.id}
    return {"invitation": token_of(invitation), "confirm": tokens.derive("confirm", seed)}


def _papers(session: Session, business: Business, ids: dict[str, int], n: int) -> None:
    """What the operator's desk has of a firm: a license, a candidate, a claim, a report, a text."""
    facts = {"licenses": [{"type": "dpor", "number": f"270500000{n}", "state": "VA"}], "owner": "Gao"}
    day = date(2026, 11, 1)
    add_facts(session, business.id, [FactDraft(name, value, "owner", day) for name, value in facts.items()])
    add_facts(session, business.id, [FactDraft("phones", [p.address for p in _points(session, business)], "ad", day)])
    restate(session, business.id)
    file = RegistryFile(state="VA", code=f"list{n}", file_date=day, row_count=1, rows_read=1, digest="0" * 64)
    claim = Claim(
        business_id=business.id,
        state="review",
        phone=_points(session, business)[0].address,
        contact=f"claimcontact{n}",
        language="en",
        browser_digest="0" * 64,
        reason="landline",
    )
    report = Report(business_id=business.id, kind="wrong", reason="other", text=f"reporter{n}", language="en")
    text = InboundText(provider_reference=f"in{n}", sender=f"+1240555019{n}", body=f"texted{n}", meaning="other")
    session.add_all([file, claim, report, text])
    session.flush()
    listed = RegistryLicense(
        file_id=file.id,
        state="VA",
        number=f"270500080{n}",
        name="NOBODY LLC",
        name_folded="NOBODY",
        specialties=["HVA"],
    )
    session.add(listed)
    session.flush()
    license_id = session.scalars(select(License.id).where(License.business_id == business.id)).one()
    ids |= {"claim_id": claim.id, "report_id": report.id, "text_id": text.id}
    ids |= {"license_id": license_id, "listed_id": listed.id}


def _handed_in(session: Session, owner: int, ids: dict[str, int], n: int) -> None:
    """A second firm of the owner's that waits to be listed."""
    submission = Submission(
        digest=f"{n}" * 64,
        origin="contractor",
        text=f"Handedin{n} HVAC 240-555-014{n}",
        parsed=ParsedAd(names=PrintedNames(en=f"Handedin{n} HVAC"), phones=(f"+1240555014{n}",)),
        person_id=owner,
        proved_phone=f"+1240555014{n}",
        language="en",
        browser_digest="0" * 64,
    )
    session.add(submission)
    session.flush()
    ids |= {"listing_id": submission.id, "submission_id": submission.id}
    scan = ScannedFile(
        key=f"scan{n}", state="read", publication="x", page_count=1, pages=[PageSize(width=1, height=1)], created_by="x"
    )
    session.add(scan)
    session.flush()
    storage().put(scan.picture(1), b"\xff\xd8\xff\xd9", "image/jpeg")
    submission.scan = {"file": scan.id, "page": 1, "box": [0, 0, 1, 1], "doubtful_phones": []}
    ids |= {"scan_id": scan.id, "sheet": 1}


def _points(session: Session, business: Business) -> list[ContactPoint]:
    query = select(ContactPoint).where(ContactPoint.business_id == business.id, ContactPoint.kind == "phone")
    return list(session.scalars(query))
