"""`outbox list | show | retry` and `worker --once | --drain`."""

from flask import Flask

from tests.outbox.conftest import PHONE, Post, message_now, send
from tests.support.fake_sms import FakeSms


def _run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


def test_a_list_shows_no_whole_address(app: Flask, post: Post) -> None:
    message = send(post())
    code, output = _run(app, "outbox", "list")
    assert (code, str(message.id) in output, PHONE in output, "您好" in output) == (0, True, False, False)
    assert _run(app, "outbox", "list", "--state", "failed") == (0, "")
    code, output = _run(app, "outbox", "show", str(message.id))
    assert (code, PHONE in output, "您好" in output) == (0, False, False)
    code, output = _run(app, "outbox", "show", str(message.id), "--full")
    assert (code, PHONE in output, "您好" in output) == (0, True, True)
    assert _run(app, "outbox", "show", "999")[0] == 1


def test_a_dead_letter_is_sent_again(app: Flask, post: Post, gateway: FakeSms) -> None:
    gateway.mode = "refuse"
    message = send(post())
    gateway.mode = "ok"
    assert _run(app, "outbox", "retry", str(message.id))[0] == 0
    assert _run(app, "outbox", "retry", str(message.id))[0] == 1
    assert _run(app, "outbox", "retry", "999")[0] == 1
    assert _run(app, "worker", "--drain")[0] == 0
    assert message_now(message.id).state == "sent"


def test_once_does_what_is_due_and_drain_goes_on_until_nothing_is(app: Flask, post: Post) -> None:
    numbers = [
        post(subject=("withdrawn" if number < 25 else "thing", number), to=f"+124055501{number:02d}")
        for number in range(50)
    ]
    assert _run(app, "worker", "--once") == (0, "20 done\n")
    assert _run(app, "worker", "--drain") == (0, "30 done\n")
    assert [message_now(message_id).state for message_id in numbers] == ["cancelled"] * 25 + ["sent"] * 25
