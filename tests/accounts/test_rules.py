"""Pure decisions: own paths, names of devices, masked addresses, what people type as an address."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.accounts.forms import read_address
from directory.accounts.rules import OPERATOR_IDLE, SESSION_IDLE, device_of, is_live, masked, own_path


@pytest.mark.parametrize("path", ["/", "/en/account", "/zh-hans/manage/a/leads?state=new&page=2", "/admin"])
def test_own_paths_stay(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "en",
        "//a",
        "///a",
        "/\\a",
        "\\\\a",
        "https://a",
        "/a//b",
        "/a b",
        "/a\n",
        "/\x00",
        "/é",
        "/" * 2,
        "?a",
    ],
)
def test_other_paths_go(path: str | None) -> None:
    assert own_path(path) == ""


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 12_0) AppleWebKit MicroMessenger/8.0", "WeChat · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 9) Chrome/90 Mobile Safari", "Chrome · Android"),
        ("Mozilla/5.0 (Macintosh) Version/17 Safari/605", "Safari · Mac"),
        ("curl/8", ""),
    ],
)
def test_device_is_named_as_its_owner_would(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_masked_address_tells_its_holder_only() -> None:
    assert masked("phone", "+12406368420") == "•••-•••-8420"
    assert masked("email", "chen@example.com") == "c•••@example.com"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("(240) 555-0150", ("phone", "+12405550150")),
        ("＋1 240 555 0150", ("phone", "+12405550150")),
        (" Gao＠Example.COM ", ("email", "gao@example.com")),
    ],
)
def test_address_is_read_in_any_spelling(typed: str, read: tuple[str, str]) -> None:
    assert read_address(typed) == read


@pytest.mark.parametrize(("is_operator", "idle"), [(False, SESSION_IDLE), (True, OPERATOR_IDLE)])
def test_a_session_ends_by_idleness_or_by_its_day(is_operator: bool, idle: timedelta) -> None:
    now, moment = datetime(2026, 11, 23, tzinfo=UTC), timedelta(seconds=1)
    assert is_live(now, now - idle + moment, now + moment, is_operator)
    assert not is_live(now, now - idle, now + moment, is_operator)
    assert not is_live(now, now, now, is_operator)
