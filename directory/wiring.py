"""The roof: the only place that knows every slice. Registers routes, ties the hooks, hands vocabulary to templates."""

from flask import Flask

from directory import arrivals, audit
from directory.accounts import access as accounts_access
from directory.accounts import models as accounts_models
from directory.accounts import notices as accounts_notices
from directory.accounts.queries import operator_mailboxes
from directory.accounts.routes import account as account_routes
from directory.accounts.routes import sign_in as sign_in_routes
from directory.accounts.rules import AccountAct
from directory.ads import models as ads_models
from directory.ads.rules.facts import AdAct
from directory.businesses import models as businesses_models
from directory.businesses import notices as businesses_notices
from directory.businesses.fields.grammar import show_term
from directory.businesses.rules import BusinessAct
from directory.claims import models as claims_models
from directory.claims import notices as claims_notices
from directory.claims import routes as claims_routes
from directory.claims.models import ClaimAct
from directory.credentials import models as credentials_models
from directory.credentials.rules.standing import LicenseAct
from directory.editor import models as editor_models
from directory.editor import notices as editor_notices
from directory.editor import routes as editor_routes
from directory.editor.rules import EditorAct
from directory.entrypoints import api, housekeeping
from directory.entrypoints import operator as operator_pages
from directory.entrypoints.operator import notices as operator_notices
from directory.entrypoints.operator import today as operator_today
from directory.entrypoints.operator.blueprint import OperatorAct
from directory.entrypoints.pages import dev_outbox, emails, errors, machine
from directory.entrypoints.pages import routes as pages_routes
from directory.foundation import keys, limits, spool, unit, versions
from directory.foundation.i18n import Act
from directory.inbox import notices as inbox_notices
from directory.inbox import routes as inbox_routes
from directory.inbox.rules import InboxAct
from directory.leads import actions as lead_actions
from directory.leads import models as leads_models
from directory.leads import notices as leads_notices
from directory.leads import routes as leads_routes
from directory.leads.rules import LeadAct
from directory.listings import routes as listings_routes
from directory.nameplates import models as nameplates_models
from directory.nameplates import notices as nameplate_notices
from directory.nameplates.models import PlateAct
from directory.onboarding import notices as onboarding_notices
from directory.onboarding import routes as onboarding_routes
from directory.onboarding.rules import ListAct
from directory.outbox import models as outbox_models
from directory.outbox import notices as outbox_notices
from directory.outbox import registry
from directory.photos import models as photos_models
from directory.photos import notices as photo_notices
from directory.places import models as places_models
from directory.printing import routes as printing_routes
from directory.quotes import actions as quote_actions
from directory.quotes import models as quotes_models
from directory.quotes import notices as quotes_notices
from directory.quotes import routes as quotes_routes
from directory.quotes.rules import QuoteAct
from directory.quotes.rules import fields as quote_fields
from directory.reports import models as reports_models
from directory.reports import notices as reports_notices
from directory.reports import routes as reports_routes
from directory.reports.models import ReportAct
from directory.review import notices as review_notices
from directory.review import routes as review_routes
from directory.review.rules import ReviewAct
from directory.reviews import models as reviews_models
from directory.reviews import notices as reviews_notices
from directory.reviews import routes as reviews_routes
from directory.reviews.rules import Question as ReviewQuestion
from directory.reviews.rules import Reply as ReviewReply
from directory.reviews.rules import ReviewAct as CustomerReviewAct
from directory.reviews.rules import show_month
from directory.scans import models as scans_models
from directory.search import actions as search_actions
from directory.search import models as search_models
from directory.tracking import routes as tracking_routes
from directory.trades import vocabulary
from directory.trades.labels import label, labels
from directory.trades.rules import condition
from directory.visits import actions as visit_actions
from directory.visits import models as visits_models
from directory.visits import notices as visits_notices
from directory.visits.rules import VisitAct, show_window
from directory.warranties import models as warranties_models
from directory.warranties import notices as warranties_notices
from directory.warranties import routes as warranties_routes
from directory.warranties.rules import WarrantyAct

#: Naming them here loads every table before the first query or migration.
MODELS = (
    accounts_models,
    ads_models,
    arrivals,
    audit,
    businesses_models,
    claims_models,
    credentials_models,
    leads_models,
    nameplates_models,
    editor_models,
    reports_models,
    outbox_models,
    photos_models,
    places_models,
    quotes_models,
    scans_models,
    search_models,
    reviews_models,
    warranties_models,
    keys,
    limits,
    versions,
    visits_models,
)

#: Every blueprint.
BLUEPRINTS = (
    operator_pages.bp,
    review_routes.bp,
    review_routes.scans.bp,
    listings_routes.bp,
    leads_routes.bp,
    inbox_routes.bp,
    tracking_routes.bp,
    tracking_routes.photos.bp,
    dev_outbox.bp,
    machine.bp,
    reports_routes.bp,
    claims_routes.bp,
    pages_routes.bp,
    emails.bp,
    sign_in_routes.bp,
    account_routes.bp,
    account_routes.people,
    account_routes.invitations,
    pages_routes.manage,
    onboarding_routes.bp,
    onboarding_routes.draft,
    editor_routes.bp,
    editor_routes.phones,
    editor_routes.confirm,
    inbox_routes.desk,
    inbox_routes.photos,
    inbox_routes.texts,
    inbox_routes.delivery,
    printing_routes.bp,
    quotes_routes.bp,
    warranties_routes.bp,
    reviews_routes.bp,
)

#: What every slice writes into the audit trail.
ACTS: tuple[type[Act], ...] = (
    AccountAct,
    AdAct,
    BusinessAct,
    ClaimAct,
    EditorAct,
    InboxAct,
    LeadAct,
    LicenseAct,
    ListAct,
    OperatorAct,
    PlateAct,
    QuoteAct,
    ReportAct,
    ReviewAct,
    VisitAct,
    CustomerReviewAct,
    WarrantyAct,
)

#: Every module with KINDS and perhaps JOBS, OUTCOMES, DAILY, ERRANDS and SLOW.
NOTICES = (
    businesses_notices,
    accounts_notices,
    operator_today,
    operator_notices,
    leads_notices,
    quotes_notices,
    inbox_notices,
    reports_notices,
    claims_notices,
    onboarding_notices,
    editor_notices,
    reviews_notices,
    warranties_notices,
    outbox_notices,
    photo_notices,
    nameplate_notices,
    review_notices,
    visits_notices,
    housekeeping,
)


def init_app(app: Flask) -> None:
    """Tie everything to the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.init_app(app)
    machine.init_app(app)
    api.init_app(app)
    unit.before_commit(search_actions.write)
    for acts in ACTS:
        audit.register(acts)
    for notices in NOTICES:
        also = [getattr(notices, name, None) for name in ("JOBS", "OUTCOMES", "DAILY", "ERRANDS", "SLOW")]
        registry.register(notices.KINDS, *also)
    registry.register(new_jobs={**quote_actions.JOBS, **visit_actions.JOBS})
    lead_actions.on_transition(
        end=visit_actions.end_with_lead,
        restore=visit_actions.restore_with_lead,
        done=visit_actions.end_with_work,
        undone=visit_actions.restore_with_work,
    )
    registry.copies[:] = visits_notices.COPIES
    spool.hooks |= {"text": inbox_routes.take_text, "receipt": machine.note_receipt}
    if operator_mailboxes not in registry.mailboxes:
        registry.mailboxes.append(operator_mailboxes)
    app.jinja_env.globals["label"] = label
    app.jinja_env.filters["labels"] = labels
    app.jinja_env.globals["review_question"] = ReviewQuestion.label_of
    app.jinja_env.globals["review_reply"] = ReviewReply.label_of
    app.jinja_env.filters["month"] = show_month
    app.jinja_env.filters["term"] = show_term
    app.jinja_env.globals["quote_cards"] = quote_fields.cards
    app.jinja_env.globals["quote_changes"] = quote_fields.changes
    app.jinja_env.filters["visit_time"] = show_window
    app.jinja_env.globals["warranty_condition"] = condition
    app.jinja_env.globals["warranty_conditions"] = vocabulary.codes("warranty_condition")
    app.jinja_env.globals["is_known_here"] = accounts_access.has_cookie
    app.jinja_env.globals["is_operator_here"] = accounts_access.is_operator_here
