"""A request with its leads, as the homeowner's form leaves them; no messages unless asked for."""

import secrets
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from directory.ads.models import Ad
from directory.businesses.models import Business, ContactPoint
from directory.foundation import tokens
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads.models import Consent, ConsentText, Lead, QuoteRequest
from directory.outbox.models import Message

#: Never a real number.
PHONES = {"gaoshi": "+12405550110", "fangshi": "+12405550111", "infinity": "+12405550112"}
HOMEOWNER = "+13015550142"
NAMES = {
    "gaoshi": ("高氏冷暖", None, "Gaoshi Lengnuan"),
    "fangshi": ("方氏冷暖", None, "Fangshi Lengnuan"),
    "infinity": ("安居冷暖空调公司", "Infinity Air LLC", "Anju Lengnuan"),
}
AD = "高氏冷暖 专业中央空调"
WORDS = "楼上没有暖气，请打 301-555-0142 或写信 chen@example.com"


def business(session: Session, slug: str, language: str = "zh-Hans") -> Business:
    """A listed business with one printed phone and one ad."""
    zh, en, romanized = NAMES[slug]
    new_business = Business(
        slug=slug, state="published", language=language, name_zh=zh, name_en=en, romanized=romanized
    )
    session.add(new_business)
    session.flush()
    session.add(ContactPoint(business_id=new_business.id, kind="phone", address=PHONES[slug]))
    session.add(Ad(key=f"ad-{slug}", business_id=new_business.id, text=AD, entered_on=date(2026, 11, 22)))
    session.flush()
    return new_business


def quote_request(
    slugs: tuple[str, ...] = ("gaoshi", "fangshi"),
    *,
    language: str = "zh-Hans",
    is_told: bool = True,
    **columns: object,
) -> QuoteRequest:
    """A stored request to these businesses, each texted (and received) where `is_told`."""
    with unit() as session:
        seed = tokens.new_seed()
        values: dict[str, object] = {
            "number": str(secrets.randbelow(90000) + 10000),
            "service": "repair",
            "zip": "20850",
            "urgency": "48h",
            "safety": "none",
            "answers": {"symptom": ["noise"], "prop": "sfh"},
            "details": WORDS,
            "call_language": "cmn",
            "name": "陈女士",
            "phone": HOMEOWNER,
            "email": "chen@example.com",
            "receipt_sms": True,
            "request_key": secrets.token_hex(8),
            "body_digest": "0" * 64,
        }
        new_request = QuoteRequest(
            language=language,
            seed=seed,
            token_digest=tokens.digest(tokens.derive("request", seed)),
            **(values | columns),
        )
        session.add(new_request)
        text = ConsentText(digest=secrets.token_hex(32), text="words", form_html="form", language=language)
        session.add(text)
        session.flush()
        for slug in slugs:
            _lead(session, new_request, business(session, slug), text, is_told)
    return new_request


def _lead(session: Session, request: QuoteRequest, business: Business, text: ConsentText, is_told: bool) -> None:
    seed = tokens.new_seed()
    lead = Lead(
        request_id=request.id,
        business_id=business.id,
        seed=seed,
        token_digest=tokens.digest(tokens.derive("lead", seed)),
        texted_phone=PHONES[business.slug],
    )
    session.add(lead)
    session.flush()
    for channel in ("call", "sms"):
        session.add(
            Consent(
                request_id=request.id,
                business_id=business.id,
                business_name=business.name_zh or "",
                channel=channel,
                state="given",
                text_digest=text.digest,
                language=request.language,
                form_version="1",
                page_path="/",
                personal_digest="0" * 64,
                previous_hash="",
                row_hash=secrets.token_hex(32),
                purge_after=datetime.now(UTC) + timedelta(days=1825),
            )
        )
    if is_told:
        now = clock.now()
        session.add(
            Message(
                kind="lead",
                subject_kind="lead",
                subject_id=lead.id,
                channel="sms",
                recipient=PHONES[business.slug],
                language="zh-Hans",
                state="delivered",
                reference=secrets.token_hex(8),
                sent_at=now,
                delivered_at=now,
                body="told",
            )
        )
    session.flush()


def lead_url(lead: Lead, language: str = "zh-hans") -> str:
    """The address of a lead's page."""
    return f"/{language}/leads/{tokens.derive('lead', lead.seed)}"


def request_url(request: QuoteRequest, language: str = "zh-hans") -> str:
    """The address of a request's page."""
    return f"/{language}/requests/{tokens.derive('request', request.seed)}"
