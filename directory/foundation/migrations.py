"""What the migration commands ask the application for (`app.extensions["migrate"]`), loaded when the first one does."""

from flask_migrate import Migrate

from directory.foundation.db import db

migrate = Migrate(db=db, render_as_batch=True, directory="directory/migrations", compare_type=True)
directory = migrate.directory
configure_args = migrate.alembic_ctx_kwargs
