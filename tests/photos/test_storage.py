"""Where photos are kept: a folder, and a bucket of a real S3 server that the test starts and ends."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from flask import Flask
from obstore.store import S3Store

from directory import config
from directory.foundation import storage as port
from directory.foundation.bucket import BucketStorage
from directory.foundation.storage import FolderStorage, Storage
from directory.kernel.errors import NotFound, StorageAway
from tests.support.patience import SECONDS


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """The address of an S3 server on loopback with a bucket `photos-test`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(number)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    address = f"http://127.0.0.1:{number}"
    try:
        ends = time.monotonic() + SECONDS
        while True:
            try:
                made = urllib.request.Request(f"{address}/photos-test", method="PUT")
                urllib.request.urlopen(made, timeout=SECONDS).close()
                break
            except OSError:
                assert time.monotonic() < ends, "the S3 server did not start"
                assert server.poll() is None, "the S3 server ended"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS)


def _settings(tmp_path: Path, url: str, endpoint: str = "") -> config.Settings:
    values = {
        "LENGNUAN_ENV": "development",
        "INSTANCE": str(tmp_path),
        "STORAGE_URL": url,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "of-the-bucket",
    }
    return config.Settings.of(config.load(values))


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Both kinds, made from the settings as the site makes them."""
    if request.param == "folder":
        return port._storage(_settings(tmp_path, "file:"))
    return port._storage(_settings(tmp_path, "s3://photos-test/some/where", request.getfixturevalue("s3_server")))


def test_what_is_put_is_there_until_it_is_deleted(storage: Storage) -> None:
    storage.put("ab/abc-large.jpg", b"picture", "image/jpeg")
    storage.put("ab/abc-large.jpg", b"picture", "image/jpeg")
    storage.put("cd/cde-small.jpg", b"another", "image/jpeg")
    assert storage.get("ab/abc-large.jpg") == b"picture"
    storage.delete(["ab/abc-large.jpg", "ab/never.jpg"])
    storage.delete(["ab/abc-large.jpg"])
    with pytest.raises(NotFound):
        storage.get("ab/abc-large.jpg")
    assert storage.get("cd/cde-small.jpg") == b"another"


def test_a_bucket_says_what_a_file_is_and_keeps_to_its_prefix(s3_server: str, tmp_path: Path) -> None:
    bucket = port._storage(_settings(tmp_path, "s3://photos-test/photos", s3_server))
    assert isinstance(bucket, BucketStorage)
    bucket.put("ab/one.jpg", b"picture", "image/jpeg")
    config_ = {"endpoint": s3_server, "access_key_id": "k", "secret_access_key": "s", "region": "us-east-1"}
    whole = S3Store(
        "photos-test", config=config_, client_options={"allow_http": True}, virtual_hosted_style_request=False
    )
    assert obstore.get(whole, "photos/ab/one.jpg").attributes["Content-Type"] == "image/jpeg"


def test_files_of_a_folder_are_this_users_alone(tmp_path: Path) -> None:
    folder = port._storage(_settings(tmp_path, "file:"))
    folder.put("ab/one.jpg", b"picture", "image/jpeg")
    path = tmp_path / port.FOLDER / "ab" / "one.jpg"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert port._storage(_settings(tmp_path, f"file:{tmp_path}/else")) == FolderStorage(tmp_path / "else")


def test_a_storage_that_is_away_or_full_says_so(tmp_path: Path) -> None:
    (tmp_path / port.FOLDER).write_text("a file in the place of the folder")
    folder = port._storage(_settings(tmp_path, "file:"))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        bucket = port._storage(_settings(tmp_path, "s3://photos-test", f"http://127.0.0.1:{closed.getsockname()[1]}"))
        for away in (folder, bucket):
            with pytest.raises(StorageAway):
                away.put("ab/one.jpg", b"picture", "image/jpeg")
            with pytest.raises(StorageAway):
                away.get("ab/one.jpg")


def test_the_site_keeps_its_photos_where_its_settings_say(app: Flask) -> None:
    assert port.storage() == FolderStorage(Path(app.config["INSTANCE"]) / port.FOLDER)
