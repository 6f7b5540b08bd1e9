"""A lead that no message could bring: the operator calls, and writes down what they said."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from directory.audit.actions import record
from directory.entrypoints.operator.blueprint import actor, back, bp
from directory.entrypoints.operator.labels import OperatorAct
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.leads import actions, queries
from directory.outbox import actions as outbox
from directory.outbox.queries import messages_of

_ACTS = {"told": "told", "accept": "accepted", "decline": "declined"}


@bp.get("/leads/<int:lead_id>")
@gate("operator")
def lead(lead_id: int) -> str:
    """What to say on the phone. The customer's name and number stand here only once the business took it."""
    session = db.session()
    found = queries.lead_with_business(session, lead_id)
    if found is None:
        raise NotFound(f"lead {lead_id}")
    row, business = found
    channels = queries.channels_of(queries.consents_of(session, row.request_id), row.business_id)
    return render_template(
        "operator/lead.html",
        lead=row,
        business=business,
        may_call=bool(channels & {"call", "sms"}),
        is_open=row.state in ("accepted", "quoted") and row.request.state == "open",
        messages=messages_of(session, "lead", [row.id])[row.id],
    )


@bp.post("/leads/<int:lead_id>")
@gate("operator")
def answer(lead_id: int) -> ResponseReturnValue:
    """`action`: told (they know), accept (they take it), decline (they pass), as they said on the phone."""
    act = request.form.get("action", "")
    if act not in _ACTS:
        raise NotFound(act)
    with unit() as session:
        try:
            if act == "accept":
                actions.accept(session, lead_id, "phone")
            elif act == "decline":
                actions.decline(session, lead_id, None, "phone")
            else:
                actions.told_by_phone(session, lead_id, by=actor())
        except Invalid as error:
            raise IllegalMove(f"lead {lead_id}") from error
        if act != "told":
            record(session, actor(), OperatorAct.of(f"{act}-by-phone"), ("lead", lead_id))
        # What did not reach them as a text has reached them now.
        outbox.handle_about(session, ("lead", lead_id), "lead")
    return back(_ACTS[act], "lead", lead_id=lead_id)
