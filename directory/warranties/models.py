"""Tables of warranty cards, and reading them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.foundation import tokens
from directory.foundation.db import DOCUMENT, Base
from directory.kernel import clock
from directory.kernel.prepared import Json
from directory.leads.models import Lead
from directory.photos.models import Subject
from directory.warranties.rules import LONGEST_CODE, LONGEST_NOTE, Card


class WarrantyCard(Base):
    """The card of a job that is done: a copy of what was promised, with a link of its own. It outlives its request."""

    __tablename__ = "warranty_cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None once its homeowner deleted the request and let the card be: then nothing leads from it to them.
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), unique=True)
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    #: Language of its homeowner (BCP 47): of the page behind its short address.
    language: Mapped[str] = mapped_column(String(8))
    facts: Mapped[dict[str, Json]] = mapped_column(DOCUMENT)
    #: Grows with every correction by its business.
    version: Mapped[int] = mapped_column(default=1)
    #: What the homeowner read off the nameplate, and noted; no business reads it.
    own_serial: Mapped[str | None] = mapped_column(String(LONGEST_CODE))
    own_notes: Mapped[str | None] = mapped_column(String(LONGEST_NOTE))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_on: Mapped[date] = mapped_column(index=True)

    @property
    def card(self) -> Card:
        """The statements of the card."""
        return Card.of_json(self.facts)

    @property
    def token(self) -> str:
        """The secret in the link of the card."""
        return tokens.derive("warranty", self.seed)

    @property
    def subject(self) -> Subject:
        """The reference that the card's photos hold."""
        return "card", self.id


class WarrantyCardVersion(Base):
    """What a card said until its business corrected it. Deleted with the card."""

    __tablename__ = "warranty_card_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("warranty_cards.id"), index=True)
    facts: Mapped[dict[str, Json]] = mapped_column(DOCUMENT)
    until: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def card(self) -> Card:
        """The statements of the card in this version."""
        return Card.of_json(self.facts)


_OF_LEADS = select(WarrantyCard).where(WarrantyCard.lead_id.in_(bindparam("leads", expanding=True)))


def cards_of(session: Session, lead_ids: Collection[int]) -> dict[int, WarrantyCard]:
    """The card of each lead that has one."""
    cards = session.scalars(_OF_LEADS, {"leads": list(lead_ids)}) if lead_ids else ()
    return {card.lead_id: card for card in cards if card.lead_id is not None}


def cards_of_request(session: Session, request_id: int) -> Sequence[WarrantyCard]:
    """The cards of a request, the oldest first."""
    query = select(WarrantyCard).join(Lead, Lead.id == WarrantyCard.lead_id).where(Lead.request_id == request_id)
    return session.scalars(query.order_by(WarrantyCard.id)).all()


def last_card(session: Session, business_id: int) -> Card | None:
    """What a business last stated on a card."""
    query = select(WarrantyCard).join(Lead, Lead.id == WarrantyCard.lead_id).where(Lead.business_id == business_id)
    latest = session.scalars(query.order_by(WarrantyCard.id.desc()).limit(10)).all()
    return next((entry.card for entry in latest if entry.card.is_stated), None)


def versions_of(session: Session, card_id: int) -> Sequence[WarrantyCardVersion]:
    """What a card said before each correction, the newest first."""
    query = select(WarrantyCardVersion).where(WarrantyCardVersion.card_id == card_id)
    return session.scalars(query.order_by(WarrantyCardVersion.id.desc())).all()
