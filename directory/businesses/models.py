"""Tables of businesses. Columns that a fact can change are its projection: the fact is the record."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.businesses.fields.listing import Names
from directory.businesses.fields.terms import LONGEST_CONDITION, CircleValue, FactValue, Week
from directory.businesses.rules import BUSINESS, CONTACT_POINT, BusinessState, ContactEvidence
from directory.foundation.db import DOCUMENT, Base, one_of
from directory.kernel import clock
from directory.kernel.site import site


class Business(Base):
    """One company, claimed or not. None means not stated, never no."""

    __tablename__ = "businesses"
    __table_args__ = (CheckConstraint(one_of("state", BUSINESS.states), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    market: Mapped[str] = mapped_column(String(20), default=lambda: site().market)
    #: The language its messages go out in (BCP 47).
    language: Mapped[str] = mapped_column(String(8), default="zh-Hans")
    name_zh: Mapped[str | None]
    name_zh_lang: Mapped[str] = mapped_column(String(8), default="zh-Hans")
    name_en: Mapped[str | None]
    romanized: Mapped[str | None]
    owner: Mapped[str | None]
    ad_number: Mapped[str | None] = mapped_column(String(20), index=True)
    services: Mapped[list[str]] = mapped_column(default=list)
    work_types: Mapped[list[str]] = mapped_column(default=list)
    brands: Mapped[list[str]] = mapped_column(default=list)
    licensed: Mapped[bool | None]
    licensed_states: Mapped[list[str] | None]
    insured: Mapped[bool | None]
    insured_states: Mapped[list[str] | None]
    property_types: Mapped[list[str] | None]
    service_states: Mapped[list[str] | None]
    #: {"zip": "20850", "miles": 15}: the circle that service places were drawn from.
    service_radius: Mapped[CircleValue | None] = mapped_column(DOCUMENT)
    #: {"mon": ["08:00", "18:00"], ...}: Washington's clock; a day that is missing is closed.
    hours: Mapped[Week | None] = mapped_column(DOCUMENT)
    emergency: Mapped[bool | None]
    #: Spoken: en, cmn, yue, ... (codes of the question `lang`).
    languages: Mapped[list[str] | None]
    features: Mapped[list[str] | None]
    websites: Mapped[list[str] | None]
    wechat: Mapped[str | None] = mapped_column(String(60))
    addresses: Mapped[list[str] | None]
    #: What it says it does not do, not service, not work in.
    services_excluded: Mapped[list[str] | None]
    brands_excluded: Mapped[list[str] | None]
    property_excluded: Mapped[list[str] | None]
    #: Takes no new work before this day (ISO date).
    paused_until: Mapped[str | None] = mapped_column(String(10))
    #: When its owner last said that everything is still true.
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]
    #: The listing of the same firm that it was merged into: its address leads there.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"))

    contact_points: Mapped[list["ContactPoint"]] = relationship(
        back_populates="business", order_by="ContactPoint.id", lazy="raise"
    )
    warranty_terms: Mapped[list["WarrantyTerm"]] = relationship(order_by="WarrantyTerm.id", lazy="raise")
    service_areas: Mapped[list["ServiceArea"]] = relationship(order_by="ServiceArea.id", lazy="raise")

    @property
    def names(self) -> Names:
        """What it is called, as its listing says it."""
        return Names(self.name_zh, self.name_zh_lang or "zh-Hans", self.name_en, self.romanized)

    @property
    def phones(self) -> list[str]:
        """E.164 numbers as printed, in order."""
        return [point.address for point in self.contact_points if point.kind == "phone"]

    @property
    def has_page(self) -> bool:
        """Whether the address of its listing leads to one: its own, or that of the firm that it was merged into."""
        return self.state == BusinessState.PUBLISHED or self.merged_into_id is not None

    @property
    def firm_id(self) -> int:
        """The listing that stands for its firm now: itself, or the one that it was merged into."""
        return self.merged_into_id or self.id

    def display_name(self, language_url: str) -> str:
        """The name a reader of this language can say: as printed in Chinese; in English as printed or romanized."""
        if language_url == "en":
            return self.name_en or self.romanized or self.name_zh or self.slug
        return self.name_zh or self.name_en or self.romanized or self.slug


class ContactPoint(Base):
    """A phone or e-mail of a business, and whether it may be written to, with how that is known."""

    __tablename__ = "contact_points"
    __table_args__ = (
        UniqueConstraint("business_id", "kind", "address"),
        CheckConstraint(one_of("state", CONTACT_POINT.states), name="state"),
        Index(None, "address"),
        Index(None, "state", "business_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    kind: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(320))
    is_printed: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(16), default="not_introduced")
    state_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: A `ContactEvidence`, and the operator's few words about a call where there was one.
    state_how: Mapped[str] = mapped_column(String(80), default=ContactEvidence.PRINTED)
    state_note: Mapped[str | None] = mapped_column(String(80))
    state_by: Mapped[str] = mapped_column(String(40), default="seed")
    #: What it was before a text came back from it; None for one that can receive them.
    state_before: Mapped[str | None] = mapped_column(String(16))
    #: Lead texts since its last answer.
    unanswered: Mapped[int] = mapped_column(default=0)

    business: Mapped[Business] = relationship(back_populates="contact_points", lazy="raise")


class DeliveryPreference(Base):
    """How a business wants to be told of leads. No row: by text to its printed phones, as before it joined."""

    __tablename__ = "delivery_preferences"

    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    by_sms: Mapped[bool] = mapped_column(default=True)
    by_email: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str | None] = mapped_column(String(320))
    #: `22:00`, Washington's clock; both or neither.
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_until: Mapped[str | None] = mapped_column(String(5))
    #: Emergencies are told in quiet hours too.
    urgent_always: Mapped[bool] = mapped_column(default=True)


class WarrantyTerm(Base):
    """A promise: what it covers and for how long. Lifetime has no months."""

    __tablename__ = "warranty_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), index=True)
    scope: Mapped[str] = mapped_column(String(20))
    months: Mapped[int | None]
    is_lifetime: Mapped[bool] = mapped_column(default=False)
    #: What it holds for alone, in the words of whoever promises it (冷暖气新机); None: no condition is stated.
    condition: Mapped[str | None] = mapped_column(String(LONGEST_CONDITION))


class ServiceArea(Base):
    """A place a business says it serves: state, county (FIPS), city or ZIP code of the places slice."""

    __tablename__ = "service_areas"
    __table_args__ = (UniqueConstraint("business_id", "place_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    place_code: Mapped[str] = mapped_column(ForeignKey("places.code"))


#: Written out, so that a database sees that the index of such facts serves a query.
OF_OWNERS = "source = 'owner'"


class Fact(Base):
    """One field's value with its source and date. Append-only: one that was undone stays, and counts no more."""

    __tablename__ = "facts"
    __table_args__ = (
        Index(None, "business_id", "field"),
        # The few that owners said, among the very many that ads say.
        Index(
            "ix_facts_of_owners",
            "business_id",
            "field",
            "id",
            sqlite_where=text(OF_OWNERS),
            postgresql_where=text(OF_OWNERS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    field: Mapped[str] = mapped_column(String(30))
    value: Mapped[FactValue] = mapped_column(JSON, nullable=False)
    source: Mapped[str] = mapped_column(String(10))
    #: Opaque reference to the ad (kind `ad`), whose slice stands above this one.
    ad_key: Mapped[str | None] = mapped_column(String(80))
    evidence: Mapped[list[str]] = mapped_column(default=list)
    published_on: Mapped[date | None]
    entered_on: Mapped[date]
    entered_by: Mapped[str] = mapped_column(String(40), default="seed")
    #: When what entered it was undone; None: it counts.
    retracted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
