"""Mails that came back are known by their report, whoever wrote it; nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel import bounces
from tests.factories.returned import REFERENCE, report


@pytest.mark.parametrize("headers_only", [True, False])
@pytest.mark.parametrize(
    ("status", "read"), [("5.1.1", "5.1.1"), ("5.7.1 (spam)", "5.7.1"), ("4.4.7", "4.4.7"), ("?", "5.0.0")]
)
def test_a_report_names_the_mail_and_why(headers_only: bool, status: str, read: str) -> None:
    assert bounces.read(report(status=status, headers_only=headers_only)) == bounces.Bounce(REFERENCE, read)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(report(action="delayed"), id="it is still tried"),
        pytest.param(report(action="relayed"), id="it was handed on"),
        pytest.param(report(reference="x" * 32), id="another's mail"),
        pytest.param(report(reference=""), id="no mail comes with it"),
        pytest.param(report().replace(b"multipart/report", b"multipart/mixed"), id="no report"),
        pytest.param(f"Subject: Re: x\r\nIn-Reply-To: <{REFERENCE}@example.com>\r\n\r\nhi".encode(), id="an answer"),
        pytest.param(
            f"Auto-Submitted: auto-replied\r\nMessage-ID: <{REFERENCE}@x>\r\n\r\naway".encode(), id="a holiday"
        ),
        pytest.param(b"", id="nothing"),
    ],
)
def test_anything_else_is_none(data: bytes) -> None:
    assert bounces.read(data) is None


def test_a_long_mail_at_its_end_may_be_cut() -> None:
    assert bounces.read(report(headers_only=False, text="x" * bounces.MOST_BYTES)) == bounces.Bounce(REFERENCE, "5.1.1")


@given(st.binary(max_size=400), st.integers(0, 900), st.booleans())
def test_no_bytes_make_it_fail(noise: bytes, at: int, is_put_in: bool) -> None:
    whole = report()
    bounces.read(noise)
    bounces.read(whole[:at] + noise + whole[at if is_put_in else at + len(noise) :])
