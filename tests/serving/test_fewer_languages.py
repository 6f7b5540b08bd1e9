"""A site of fewer languages than three: its switcher, pages, forms and messages, and 404 for what it does not offer."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.patience import SECONDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.large
@pytest.mark.parametrize(
    ("offered", "first", "sender"),
    [(("en", "zh-hant"), "/zh-hant/", "【水管專頁】"), (("zh-hans", "zh-hant"), "/zh-hans/", "【水管专页】")],
    ids=["one Chinese", "no English"],
)
def test_two_languages_make_a_whole_site(tmp_path: Path, offered: tuple[str, ...], first: str, sender: str) -> None:
    seed = tmp_path / "seed"
    shutil.copytree(ROOT / "tests" / "seeds" / "houston", seed)
    settings = seed / "site.toml"
    settings.write_text(re.sub("(?m)^languages = .*", f"languages = {json.dumps(offered)}", settings.read_text()))
    (tmp_path / "instance").mkdir()
    environment = os.environ | {
        "SEED": str(seed),
        "INSTANCE": str(tmp_path / "instance"),
        "LENGNUAN_ENV": "development",
        "CONFIRM_MINUTES": "0",
    }
    environment.pop("DATABASE_URL", None)

    command = (sys.executable, "-m", "tests.support.visits", "bayou-shuiguan")
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=True
    )
    visits = json.loads(done.stdout.partition("VISITS ")[2])
    expected = {address: 200 if address.split("/")[1] in offered else 404 for address in visits["status"]}
    assert visits["status"] == expected
    tags = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
    assert visits["offered"] == sorted({"x-default", *(tags[url] for url in offered)})
    assert visits["machines"] == [200, 200, 200]
    # A reader of Simplified is given the other Chinese where there is one only, on pages and in messages.
    assert visits["first"] == first
    assert [body for body in visits["messages"] if body.startswith(sender)]
    assert not [body for body in visits["messages"] if body.startswith("【") and not body.startswith(sender)]
