"""`ads parse` and `ads import` as an operator runs them: no database, folders, encodings, and a kill in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.ads.models import Submission
from directory.businesses.models import Business
from directory.entrypoints.cli.ads import parse_command
from directory.entrypoints.cli.plates import read_command
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from tests.factories import ads
from tests.support.databases import SECRET_KEY

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.large
def test_parse_needs_no_database(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "directory", "ads", "parse", "-", "--json"]
    nowhere = {"DATABASE_URL": "postgresql+psycopg://nobody:x@127.0.0.1:1/nothing", "INSTANCE": str(tmp_path / "none")}
    done = subprocess.run(
        command, input=ads.WANG.encode(), env=os.environ | nowhere, cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    output = json.loads(done.stdout)
    assert output["listings"][0]["phones"] == ["+13015550161"]
    assert not list((tmp_path / "none").glob("*.sqlite*"))


@pytest.mark.parametrize("command", [parse_command, read_command])
def test_a_picture_that_is_not_read_is_a_sentence(command: Command, tmp_path: Path) -> None:
    heavy = tmp_path / "page.jpg"
    heavy.write_bytes(b"\xff\xd8\xff\xe0" + bytes(MOST_BYTES))
    # An application that is not furnished has no languages.
    with Flask("bare").app_context():
        done = CliRunner().invoke(command, [str(heavy)])
    assert done.exit_code == 1
    assert done.stderr == f"Error: {heavy}: {ScanFlaw.TOO_HEAVY.english}\n"
    assert "20 MB" in done.stderr


def test_parse_says_what_it_read(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    movers = "大力搬家公司\n搬家 搬運\n電話：301-555-0163\n"
    file.write_bytes(f"{ads.LIN}\n\n{movers}".encode("cp950"))
    done = app.test_cli_runner().invoke(args=["ads", "parse", str(file)])
    assert done.exit_code == 0
    assert "林記冷氣工程行" in done.output
    assert '"+17035550162"' in done.output
    assert "1 listings, 1 rejected" in done.output
    file.write_bytes(b"\x00\x01")
    done = app.test_cli_runner().invoke(args=["ads", "parse", str(file)])
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_parse_of_several_files_is_a_line_of_json_each(app: Flask, tmp_path: Path) -> None:
    one, bad, other = tmp_path / "one.txt", tmp_path / "bad.txt", tmp_path / "other.txt"
    one.write_text(ads.WANG, encoding="utf-8")
    bad.write_bytes(bytes(range(256)))
    other.write_bytes(ads.MOVERS.encode("gb18030"))
    run = app.test_cli_runner()
    done = run.invoke(args=["ads", "parse", str(one), str(bad), str(other), "--json"])
    assert done.exit_code == 1
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert [page["file"] for page in pages] == [str(one), str(other)]
    assert pages[0]["listings"][0]["phones"] == ["+13015550161"]
    assert [refusal["reason"] for refusal in pages[1]["rejected"]] == ["other_trade"]
    assert str(bad) in done.stderr
    alone = run.invoke(args=["ads", "parse", str(one), "--json"])
    assert json.loads(alone.stdout) == {key: value for key, value in pages[0].items() if key != "file"}
    plain = run.invoke(args=["ads", "parse", str(one), str(other)])
    assert f"{other}:" in plain.output
    assert "0 listings, 1 rejected" in plain.output


def test_import_takes_files_and_folders_once(app: Flask, session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "ads"
    (folder / "old").mkdir(parents=True)
    (folder / "wang.txt").write_text(ads.WANG, encoding="utf-8")
    (folder / "old" / "lin.TXT").write_bytes(ads.LIN.encode("cp950"))
    (folder / "old" / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("空调", encoding="utf-8")
    movers = tmp_path / "movers.txt"
    movers.write_bytes(ads.MOVERS.encode("gb18030"))
    bad = tmp_path / "bad.txt"
    bad.write_bytes(bytes(range(256)))
    run = app.test_cli_runner()
    args = ["ads", "import", str(folder), str(movers), "--publication", "晚报", "--printed-on", "2024-03-01"]
    done = run.invoke(args=args)
    assert done.exit_code == 0, done.output
    assert "3 files, 3 ads read: 2 new, 0 already there, 1 rejected (other_trade 1)" in done.output
    rows = list(session.scalars(select(Submission).order_by(Submission.id)))
    assert [(submission.source_name, submission.language, str(submission.published_on)) for submission in rows] == [
        ("lin.TXT", "zh-Hant", "2024-03-01"),
        ("wang.txt", "zh-Hans", "2024-03-01"),
        ("movers.txt", "zh-Hans", "2024-03-01"),
    ]
    done = run.invoke(args=[*args, str(bad)])
    assert done.exit_code == 1
    assert "3 ads read: 0 new, 3 already there, 0 rejected" in done.output
    assert "bad.txt" in done.output
    assert session.scalar(select(func.count()).select_from(Business)) == 0


@pytest.mark.kill
def test_a_killed_import_loses_nothing_and_the_second_adds_the_rest(
    app: Flask, session: Session, engine_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "ads"
    folder.mkdir()
    many = 60
    for number in range(many):
        text = f"第{number}冷暖公司\n空调维修\n电话：240-555-0{100 + number}\n"
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "flask", "--app", "directory", "ads", "import", str(folder)]
    settings = {"DATABASE_URL": engine_url, "INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY}
    count = select(func.count()).select_from(Submission)
    with subprocess.Popen(
        command, env=os.environ | settings, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            session.rollback()
            if (session.scalar(count) or 0) >= 5:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.02)  # asking without a pause would take the processor from who is asked about
    session.rollback()
    stored = session.scalar(count) or 0
    assert stored >= 5
    done = app.test_cli_runner().invoke(args=["ads", "import", str(folder)])
    assert f"{many} ads read: {many - stored} new, {stored} already there" in done.output
    session.rollback()
    assert session.scalar(count) == many
