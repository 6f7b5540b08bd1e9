"""Many new businesses at once: a few statements a batch, with the facts and the projection of every other entry."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from directory.audit import record_all
from directory.businesses.fields.projection import SOURCES, Projection, printed, project
from directory.businesses.fields.registry import FIELD
from directory.businesses.fields.terms import FactValue
from directory.businesses.models import Business, ContactPoint, Fact, ServiceArea, WarrantyTerm
from directory.businesses.rules import BusinessAct, FactDraft
from directory.foundation import unit


@dataclass(frozen=True)
class NewBusiness:
    """A business to enter and publish. `language` (BCP 47) is that of its messages; `facts` say everything else."""

    slug: str
    market: str
    language: str
    facts: Sequence[FactDraft]


@dataclass(slots=True)
class _Stated:
    """A draft as projecting wants it: `id` is its turn."""

    id: int
    field: str
    value: FactValue
    source: str
    ad_key: str | None


def enter_many(session: Session, businesses: Sequence[NewBusiness]) -> dict[int, Projection]:
    """Enter and publish businesses whose slugs nobody has; by id what the facts of each add up to, in their order.

    Writes what `enter`, `add_facts` and `reproject` write one by one; a batch is a few thousand at most, and each
    states a fact once. Raises ValueError for a field or a source that does not exist, sqlalchemy IntegrityError for a
    slug that is taken.
    """
    if not businesses:
        return {}
    # `render_nulls`: where None was left out, the businesses that state the same were a statement of their own.
    stated = [list(_stated(new)) for new in businesses]
    projections = [project(facts) for facts in stated]
    columns = [
        {"slug": new.slug, "market": new.market, "language": new.language, "state": "published", **projection.columns}
        for new, projection in zip(businesses, projections, strict=True)
    ]
    session.execute(insert(Business).execution_options(render_nulls=True), columns)
    # By their slugs: an INSERT that returns ids in the order given is one statement a business on SQLite.
    made = session.execute(
        select(Business.slug, Business.id).where(Business.slug.in_([new.slug for new in businesses]))
    )
    id_of = dict(made.all())
    ids = [id_of[new.slug] for new in businesses]
    facts, points, warranties, areas = [], [], [], []
    for business_id, new, projection, of_new in zip(ids, businesses, projections, stated, strict=True):
        owner = {"business_id": business_id}
        facts += [owner | _columns(draft) for draft in new.facts]
        in_ads = {*printed(of_new), *printed(of_new, "emails")}
        addresses = [("phone", phone) for phone in projection.phones] + [("email", mail) for mail in projection.emails]
        points += [
            owner | {"kind": kind, "address": address, "is_printed": address in in_ads}
            for kind, address in dict.fromkeys(addresses)
        ]
        warranties += [owner | asdict(term) for term in projection.warranties]
        areas += [owner | {"place_code": code} for code in projection.service_places]
    for table, rows in ((Fact, facts), (ContactPoint, points), (WarrantyTerm, warranties), (ServiceArea, areas)):
        if rows:
            session.execute(insert(table).execution_options(render_nulls=True), rows)
    record_all(session, "seed", BusinessAct.PUBLISH, "business", ids)
    for business_id in ids:
        unit.touch(session, business_id)
    return dict(zip(ids, projections, strict=True))


def _stated(new: NewBusiness) -> Iterator[_Stated]:
    for turn, draft in enumerate(new.facts):
        if draft.field not in FIELD or draft.source not in SOURCES:
            raise ValueError(f"no such fact: {draft.field} from {draft.source}")
        yield _Stated(turn, draft.field, draft.value, draft.source, draft.ad_key)


def _columns(draft: FactDraft) -> dict[str, object]:
    """The columns of a new row of `facts`, from a draft."""
    return {
        "field": draft.field,
        "value": draft.value,
        "source": draft.source,
        "ad_key": draft.ad_key,
        "evidence": list(draft.evidence),
        "published_on": draft.published_on,
        "entered_on": draft.entered_on,
        "entered_by": draft.entered_by,
    }
