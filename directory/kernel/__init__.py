"""Pure Python that knows neither Flask nor SQLAlchemy."""
