"""The public JSON API."""

from flask import Flask, Response
from flask_smorest import Api

from directory.entrypoints.api import routes
from directory.foundation.gates import gate
from directory.foundation.security import csrf


class _Api(Api):  # type: ignore[misc]
    """The library would answer every error of the whole site as JSON: the site's own handlers do that."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the blueprint's handlers and the site's."""


def init_app(app: Flask) -> None:
    """Register the API under /api/v1, described at /api/v1/openapi.json."""
    api = _Api(app)
    csrf.exempt(routes.bp)
    api.register_blueprint(routes.bp)
    describe = app.view_functions["api-docs.openapi_json"]

    @gate("public")
    def openapi() -> Response:
        return app.make_response(app.ensure_sync(describe)())

    app.view_functions["api-docs.openapi_json"] = openapi
