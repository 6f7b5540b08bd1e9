"""The blueprint that every module of listing pages adds to."""

from flask import Blueprint

bp = Blueprint("listings", __name__)
