"""Entry points that belong to no feature: pages, the operator's desk, the JSON API, commands, the worker."""
