"""Tokens are derived: the same for the same row, another for another purpose, nothing without the key."""

import pytest
from flask import Flask

from directory.foundation import tokens
from directory.foundation.security import client_network


def test_a_token_is_the_same_whoever_derives_it(app: Flask) -> None:
    seed = tokens.new_seed()
    token = tokens.derive("lead", seed)
    assert token == tokens.derive("lead", seed)
    assert tokens.is_token(token)
    assert len(token) == tokens.LENGTH


def test_purpose_seed_and_key_each_make_another_token(app: Flask) -> None:
    seed = tokens.new_seed()
    derived = {tokens.derive("lead", seed), tokens.derive("request", seed), tokens.derive("lead", tokens.new_seed())}
    app.config["SECRET_KEY"] = "another key"
    derived.add(tokens.derive("lead", seed))
    assert len(derived) == 4


@pytest.mark.parametrize("text", ["", "a" * 21, "a" * 23, "a" * 21 + "/", "١" * 22, "a" * 21 + "\n"])
def test_what_cannot_be_a_token_is_seen(text: str) -> None:
    assert not tokens.is_token(text)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("nonsense", "unknown"),
    ],
)
def test_limits_count_a_household_by_its_network(app: Flask, address: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert client_network() == network
