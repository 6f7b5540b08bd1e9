"""冷暖专版 · Lengnuan: heating and cooling contractors of DC, Virginia and Maryland."""

from directory.app import create_app

__all__ = ["create_app"]
