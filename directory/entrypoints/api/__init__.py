"""The public JSON API."""

from flask import Flask, Response, render_template, request

from directory.entrypoints.api import docs, promises, routes
from directory.foundation import problems
from directory.foundation.gates import gate
from directory.foundation.security import csrf


def init_app(app: Flask) -> None:
    """Register the API under /api/v1, described at /api/v1/openapi.json and, to be read, at /api/docs."""
    promises.init_app(app)
    api = promises.DescribedApi(app)
    csrf.exempt(routes.bp)
    api.register_blueprint(routes.bp)
    describe = app.view_functions["api-docs.openapi_json"]

    @gate("public")
    def openapi() -> Response:
        promises.speak_json(request)
        return app.make_response(app.ensure_sync(describe)())

    app.view_functions["api-docs.openapi_json"] = openapi

    @app.get(problems.DOCS_PATH, endpoint="api-docs.page")
    @gate("public")
    def page() -> str:
        spec = api.spec.to_dict()
        return render_template(
            "api/docs.html",
            info=spec["info"],
            operations=docs.operations(spec),
            shapes=docs.shapes(spec),
            problems=problems.PROBLEMS,
        )
