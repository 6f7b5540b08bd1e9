"""Reading claims: a browser's own, and what the operator has to decide."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.accounts.models import Membership, Person
from directory.businesses.fields.projection import printed
from directory.businesses.models import Business, Fact
from directory.claims.models import LIVE, Claim
from directory.foundation.paging import Pile, pile
from directory.outbox import queries as outbox
from directory.outbox.models import Message

#: What tells the present owners of a dispute.
TOLD = "claim-dispute-told"
#: States of a message that somebody may still read or has read.
ON_THE_WAY = ("waiting", "sending", "unsure", "sent", "delivered")


def newest_claim(session: Session, business_id: int, browser_digest: str) -> Claim | None:
    """The newest claim of one browser on one business, in any state."""
    query = select(Claim).where(Claim.business_id == business_id, Claim.browser_digest == browser_digest)
    return session.scalar(query.order_by(Claim.id.desc()).limit(1))


def live_claim(session: Session, business_id: int, browser_digest: str) -> Claim | None:
    """The newest claim of one browser on one business; None where it is decided or there is none."""
    claim = newest_claim(session, business_id, browser_digest)
    return claim if claim is not None and claim.state in LIVE else None


def by_code(session: Session, code_id: int) -> Claim | None:
    """The claim that a code was sent for."""
    return session.scalar(select(Claim).where(Claim.code_id == code_id))


def with_business(session: Session, claim_id: int) -> Claim | None:
    """A claim with its business (phones loaded); None when there is none."""
    return session.scalar(select(Claim).where(Claim.id == claim_id).options(*_LOADED))


_LOADED = (
    joinedload(Claim.business).selectinload(Business.contact_points),
    joinedload(Claim.person).selectinload(Person.contacts),
)


@dataclass(frozen=True)
class ToDecide:
    """A claim the operator has to decide, with all that the decision rests on."""

    claim: Claim
    #: Printed phones: the only ones to call.
    phones: tuple[str, ...]
    owners: list[Person]
    #: What went to the present owners about it, and what became of that.
    told: list[Message]

    @property
    def channels(self) -> set[str]:
        """By which channels the present owners were told and it was not refused."""
        return {message.channel for message in self.told if message.state in ON_THE_WAY}


def to_decide(session: Session) -> list[ToDecide]:
    """Claims in review or disputed, oldest first; business, claimant and their contacts loaded.

    A claim in review wants a call to a printed phone (`actions.voice_code`); a disputed one wants a decision.
    """
    query = select(Claim).where(Claim.state.in_(("review", "disputed"))).options(*_LOADED).order_by(Claim.id)
    claims = list(session.scalars(query))
    messages = outbox.messages_of(session, "claim", [claim.id for claim in claims])
    ids = {claim.business_id for claim in claims}
    numbers, owners = _printed(session, ids), _owners(session, ids)
    return [
        ToDecide(
            claim=claim,
            phones=printed(numbers.get(claim.business_id, [])),
            owners=owners.get(claim.business_id, []),
            told=[message for message in messages[claim.id] if message.kind == TOLD],
        )
        for claim in claims
    ]


def _printed(session: Session, ids: Iterable[int]) -> dict[int, list[Fact]]:
    query = select(Fact).where(Fact.business_id.in_(list(ids)), Fact.field == "phones", Fact.source == "ad")
    by_business = defaultdict(list)
    for fact in session.scalars(query.where(Fact.retracted_at.is_(None))):
        by_business[fact.business_id].append(fact)
    return by_business


def _owners(session: Session, ids: Iterable[int]) -> dict[int, list[Person]]:
    query = (
        select(Membership)
        .where(Membership.business_id.in_(list(ids)), Membership.role == "owner", Membership.state == "active")
        .options(joinedload(Membership.person).selectinload(Person.contacts))
        .order_by(Membership.id)
    )
    by_business = defaultdict(list)
    for membership in session.scalars(query):
        by_business[membership.business_id].append(membership.person)
    return by_business


def decided(session: Session, business_id: int) -> list[Claim]:
    """Every claim ever made on a business, newest first, with who claimed."""
    query = select(Claim).where(Claim.business_id == business_id).options(selectinload(Claim.person))
    return list(session.scalars(query.order_by(Claim.id.desc())))


def undecided(session: Session, limit: int) -> Pile[Claim]:
    """Claims that wait for the operator, the oldest first, with business, claimant and their contacts."""
    query = select(Claim).where(Claim.state.in_(("review", "disputed")))
    return pile(session, query, Claim.created_at, limit, *_LOADED)
