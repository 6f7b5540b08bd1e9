"""Writing ads, and the seed: printed text, the facts read from it, what they add up to."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.ads import queries
from directory.ads.models import Ad
from directory.ads.rules import AdDraft, read_seed
from directory.businesses import actions as businesses
from directory.credentials import actions as credentials


@dataclass(frozen=True)
class Seeded:
    """What a run of the seed did: businesses read, facts added by this run, tombstones left alone."""

    businesses: int
    facts: int
    removed: int


def seed(session: Session) -> Seeded:
    """Load the seed's ads and facts. A second run adds nothing; an owner's facts keep winning over an ad's.

    A business that asked to be removed stays removed. Raises ValueError when the files contradict each other.
    """
    facts = removed = 0
    entries = read_seed()
    for entry in entries:
        business = businesses.enter(session, entry.slug, market=entry.market, language="zh-Hans")
        enter_ad(session, entry.ad, business.id)
        if business.state == "removed":
            removed += 1
            continue
        facts += businesses.add_facts(session, business.id, entry.facts)
        projection = businesses.reproject(session, business.id)
        credentials.state_licenses(session, business.id, projection.licenses, projection.license_source)
    return Seeded(len(entries), facts, removed)


def enter_ad(session: Session, draft: AdDraft, business_id: int) -> Ad:
    """The ad of this key, made where there was none; a corrected transcription replaces the text."""
    ad = queries.by_key(session, draft.key)
    if ad is None:
        ad = Ad(
            key=draft.key,
            business_id=business_id,
            publication=draft.publication,
            language=draft.language,
            entered_on=draft.entered_on,
            text=draft.text,
        )
        session.add(ad)
    ad.text, ad.ad_number, ad.published_on = draft.text, draft.ad_number, draft.published_on
    session.flush()
    return ad


def move(session: Session, from_id: int, into_id: int) -> None:
    """Give a business's ads to the listing it was merged into."""
    session.execute(update(Ad).where(Ad.business_id == from_id).values(business_id=into_id))
