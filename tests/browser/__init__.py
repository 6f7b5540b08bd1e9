"""Journeys through a real browser, a real server and worker as processes, and a real gateway on loopback."""
