"""The shapes the API promises. A field appears in public because it stands here, never because a column exists."""

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from directory.kernel.language import LANGUAGES, by_tag
from directory.kernel.site import site
from directory.reading.hours import DAYS
from directory.search.rules.query import MOST_PAGES, MOST_YEARS, ORDERS
from directory.trades import vocabulary

_LANGUAGE = fields.String(
    load_default=by_tag("en").url,
    validate=validate.OneOf(list(LANGUAGES)),
    metadata={"description": "Language of the `url` of each business."},
)


class _Answer(Schema):
    """What goes out: exactly the fields declared."""

    class Meta:
        """RAISE is how OpenAPI gets `additionalProperties: false`."""

        unknown = RAISE


class _Question(Schema):
    """What comes in: parameters nobody declared are ignored."""

    class Meta:
        """Trackers add parameters of their own to links."""

        unknown = EXCLUDE


def _codes(description: str) -> "fields.List[str]":
    return fields.List(fields.String(validate=validate.Length(max=60)), metadata={"description": description})


class Problem(_Answer):
    """What went wrong (RFC 9457). `code` is what a program compares; `fields` names each parameter that is at fault."""

    type = fields.String(
        required=True, metadata={"format": "uri-reference", "description": "Where the code is explained."}
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    fields_ = fields.Dict(data_key="fields", required=True, keys=fields.String(), values=fields.List(fields.String()))


class SearchQuery(_Question):
    """The parameters of /find."""

    q = fields.String(metadata={"description": "Free text in any script: service, brand, name, phone, place."})
    place = fields.String(metadata={"description": "ZIP code, town, county, state, or FIPS code."})
    service = _codes("Service codes; several are alternatives.")
    brand = _codes("Brands; several are alternatives.")
    license = fields.String(metadata={"description": "`stated`, `checked` or a license type."})
    insured = fields.Boolean(metadata={"description": "Only businesses that say they are insured."})
    property = _codes("`residential`, `commercial`; several are alternatives.")
    parts_years = fields.Integer(
        validate=validate.Range(1, MOST_YEARS), metadata={"description": "At least so many years on parts."}
    )
    labor_years = fields.Integer(
        validate=validate.Range(1, MOST_YEARS), metadata={"description": "At least so many years on labor."}
    )
    order = fields.String(
        validate=validate.OneOf(["", *ORDERS]), metadata={"description": "`warranty`: the longest first."}
    )
    exact = fields.Boolean(metadata={"description": "Take the text as typed: no typo is put right."})
    page = fields.Integer(load_default=1, validate=validate.Range(1, MOST_PAGES))
    lang = _LANGUAGE


class LanguageQuery(_Question):
    """Only the language."""

    lang = _LANGUAGE


class PlaceQuery(_Question):
    """The beginning of a place's name or ZIP code."""

    q = fields.String(load_default="", validate=validate.Length(max=200))


class Names(_Answer):
    """Names as printed; `romanized` is ours."""

    zh = fields.String(allow_none=True)
    en = fields.String(allow_none=True)
    romanized = fields.String(allow_none=True)


class License(_Answer):
    """A license as stated or as found.

    What a registry says stands there only where one was asked: status checked (it knows the license), expired (the
    date it gave has passed) or not_found.
    """

    type = fields.String()
    number = fields.String(allow_none=True)
    state = fields.String(allow_none=True)
    status = fields.String(validate=validate.OneOf(["stated", "given", "checked", "expired", "not_found"]))
    license_class = fields.String(data_key="class", attribute="class", allow_none=True)
    expires_on = fields.String(
        allow_none=True, metadata={"format": "date", "description": "Its last day, as the registry has it."}
    )
    checked_on = fields.String(metadata={"format": "date", "description": "When the registry was asked."})
    file_date = fields.String(
        allow_none=True, metadata={"format": "date", "description": "The day of the registry's list, where it was one."}
    )


class Warranty(_Answer):
    """What a promise covers and for how long: `years` (a number or "lifetime") or `months`; what it holds for alone."""

    scope = fields.String()
    years = fields.Raw(metadata={"anyOf": [{"type": "string", "enum": ["lifetime"]}, {"type": "integer"}]})
    months = fields.Integer()
    condition = fields.String(
        metadata={"description": "Holds only for this, in the words and language of the ad. Absent: none is stated."}
    )
    condition_code = fields.String(
        validate=validate.OneOf(vocabulary.codes("warranty_condition")),
        metadata={"description": "What those words mean. Absent: no condition, or words that we have no code for."},
    )


class Item(_Answer):
    """One business. null = not stated, never no."""

    slug = fields.String()
    names = fields.Nested(Names)
    owner = fields.String(allow_none=True)
    ad_number = fields.String(allow_none=True)
    phones = fields.List(fields.String())
    extensions = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "By phone, the extension to dial behind it. Absent: none has one."},
    )
    services = fields.List(fields.String(), allow_none=True)
    work_types = fields.List(fields.String(), allow_none=True)
    brands = fields.List(fields.String(), allow_none=True)
    licensed = fields.Boolean(allow_none=True)
    licenses = fields.List(fields.Nested(License), allow_none=True)
    insured = fields.Boolean(allow_none=True)
    licensed_states = fields.List(fields.String(), allow_none=True)
    warranties = fields.List(fields.Nested(Warranty), allow_none=True)
    property_types = fields.List(fields.String(), allow_none=True)
    service_states = fields.List(fields.String(), allow_none=True)
    hours = fields.Dict(
        keys=fields.String(validate=validate.OneOf(DAYS)),
        values=fields.List(fields.String(), validate=validate.Length(equal=2)),
        allow_none=True,
        metadata={"description": f"Opening and closing of each day, {site().zone}; a day that is missing is closed."},
    )
    emergency = fields.Boolean(allow_none=True)
    languages = fields.List(fields.String(), allow_none=True)
    features = fields.List(fields.String(), allow_none=True)
    paused_until = fields.String(
        allow_none=True, metadata={"description": "ISO date: takes no new work before this day."}
    )
    url = fields.String()


class Found(Item):
    """One result of a search."""

    unstated = fields.List(
        fields.String(), metadata={"description": "Codes of what was asked for and its ad does not say."}
    )


class FacetCount(_Answer):
    """How many businesses a facet's value would show."""

    value = fields.String()
    count = fields.Integer()


class Results(_Answer):
    """One page of businesses. `fallback`: nothing matches and the items are only a broader suggestion.

    An ad that does not mention everyday work refuses nothing: such businesses stand after the others, their items say
    what is `unstated`, and `total_stated` of the `total` state everything. A facet's count is of those that state it.
    `unread`: words that were not understood and for which nothing was left out.
    """

    items = fields.List(fields.Nested(Found))
    total = fields.Integer()
    total_stated = fields.Integer()
    page = fields.Integer()
    pages = fields.Integer()
    next = fields.Integer(allow_none=True, metadata={"description": "The next `page`; null: this is the last."})
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(FacetCount)))
    corrected = fields.String(allow_none=True)
    fallback = fields.Boolean()
    unread = fields.List(fields.String())


class ListingsQuery(LanguageQuery):
    """Where to go on."""

    cursor = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "`next` of the page before; without it, from the beginning."},
    )


class Listings(_Answer):
    """Some of all businesses, in the order in which they were entered, and where to go on.

    Whoever follows `next` until it is null gets each listing that stands there all the while exactly once.
    """

    items = fields.List(fields.Nested(Item))
    next = fields.Integer(allow_none=True)


class PlaceNames(_Answer):
    """A place in the three languages."""

    en = fields.String()
    zh_hans = fields.String(data_key="zh-hans")
    zh_hant = fields.String(data_key="zh-hant")


class Place(_Answer):
    """A state, county (or independent city), city or ZIP code; `place` is what the parameter of that name takes."""

    place = fields.String()
    kind = fields.String(validate=validate.OneOf(["state", "county", "city", "zip"]))
    state = fields.String()
    fips = fields.List(fields.String())
    names = fields.Nested(PlaceNames)


class Places(_Answer):
    """Places that begin with what was typed."""

    items = fields.List(fields.Nested(Place))


class LeadMessage(_Answer):
    """How far one message came; never to which address."""

    channel = fields.String()
    state = fields.String()


class LeadState(_Answer):
    """A request as one business has it."""

    business = fields.String()
    state = fields.String()
    messages = fields.List(fields.Nested(LeadMessage))


class RequestState(_Answer):
    """Where a quote request stands. No personal data."""

    state = fields.String()
    leads = fields.List(fields.Nested(LeadState))
