"""Codes with labels: stored as they are, read in the language spoken."""

import json

import pytest
from flask import Flask
from flask_babel import lazy_gettext

from directory.foundation.i18n import Labelled, speaking
from directory.kernel.language import LANGUAGES
from directory.kernel.states import table


class Size(Labelled):
    """Two codes with words that the catalogues have."""

    SMALL = "small-one", lazy_gettext("Messages")
    LARGE = "large-one", lazy_gettext("Businesses")


def test_a_member_is_its_code() -> None:
    assert Size.SMALL == "small-one"
    assert json.dumps([Size.SMALL, f"{Size.LARGE}"]) == '["small-one", "large-one"]'
    assert Size.of("large-one") is Size.LARGE
    with pytest.raises(ValueError, match="SMALL is no Size"):
        Size.of("SMALL")


def test_a_label_is_read_in_the_language_spoken(app: Flask) -> None:
    with app.test_request_context():
        labels = []
        for language in LANGUAGES.values():
            with speaking(language):
                labels.append(Size.label_of("small-one"))
        assert labels == ["Messages", "消息", "訊息"]
        assert Size.label_of("gone") == "gone"


def test_a_state_table_and_its_enum_name_the_same_states() -> None:
    moves = {"small-one": "large-one", "large-one": ""}
    assert table("size", Size, **moves).states == tuple(Size)
    with pytest.raises(ValueError, match="huge"):
        table("size", Size, **moves, huge="")
    with pytest.raises(ValueError, match="large-one"):
        table("size", Size, **{"small-one": ""})
