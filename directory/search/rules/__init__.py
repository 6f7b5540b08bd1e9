"""Pure decisions of search: reading a query, matching, counting, ranking. Nothing here knows the database."""
