"""Keeping how a business wants to be told of its customers."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import actions as businesses
from directory.businesses.models import DeliveryPreference
from directory.foundation.settings import settings
from directory.inbox.rules import InboxAct, day
from directory.kernel.errors import Invalid
from directory.leads.queries import Delivery, emails_of
from directory.outbox import topics

#: Hours of a day in which a business that wants texts must take them.
LEAST_HOURS = 2


def set_delivery(session: Session, business_id: int, wanted: Delivery, actor: str) -> DeliveryPreference:
    """Keep how a business wants to be told; what is under way already goes as it was decided.

    Raises Invalid(email) for an address that nobody who acts for it proved, Invalid(quiet_until) for quiet hours that
    leave texts less than `LEAST_HOURS` of a day.
    """
    if wanted.email is not None and wanted.email not in emails_of(session, [business_id]).get(business_id, ()):
        raise Invalid("email", _("First add an email address to your account; a code proves that it is yours."))
    open_hours = [hour for hour in day(wanted.quiet, settings().sms_hours) if hour.texts]
    if wanted.by_sms and len(open_hours) < LEAST_HOURS:
        raise Invalid("quiet_until", _("Too little of the day is left for texts. Choose fewer hours, or email."))
    # The first time there is no row to hold: two who save at once come one after the other by the business.
    businesses.locked(session, business_id)
    preference = session.get(DeliveryPreference, business_id, with_for_update=True, populate_existing=True)
    if preference is None:
        preference = DeliveryPreference(business_id=business_id)
        session.add(preference)
    preference.by_sms, preference.by_email, preference.email = wanted.by_sms, wanted.email is not None, wanted.email
    preference.quiet_from, preference.quiet_until = wanted.quiet or (None, None)
    preference.urgent_always = wanted.urgent_always
    if wanted.email is not None:
        topics.turn_on_for(session, topics.Topic.CUSTOMERS, wanted.email)
    session.flush()
    ways = [way for way, is_on in (("sms", preference.by_sms), ("email", preference.by_email)) if is_on]
    record(
        session,
        actor,
        InboxAct.SET_DELIVERY,
        ("business", business_id),
        ways=",".join(ways),
        quiet=bool(preference.quiet_from),
    )
    return preference
