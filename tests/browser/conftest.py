"""One Chromium for the whole browser part, and a running site for each of its files."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.site import Site, Sites
from tests.browser.sound import LOOKS_SEEN, STRUCTURES_SEEN
from tests.support import shared
from tests.support.fake_sms import FakeSms
from tests.support.patience import SECONDS

expect.set_options(timeout=SECONDS * 1000)

#: The shell is the same engine without a window to draw: it costs a third less.
_CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
_FLAGS = (
    "--no-sandbox",
    # A tab in a process that is there costs two thirds of one in a process of its own.
    "--renderer-process-limit=1",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium of this machine; its absence fails in CI and skips elsewhere."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if not path:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium")
        pytest.skip("no Chromium on this machine: install the package chromium")
    together = Site.kept_in = shared.folder(tmp_path_factory.getbasetemp())
    STRUCTURES_SEEN.share(together / "structures-seen")
    LOOKS_SEEN.share(together / "looks-seen")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """The running sites of this process, ended with it."""
    with ExitStack() as stack:
        yield Sites(tmp_path_factory.mktemp, stack)


@pytest.fixture(scope="module")
def own(sites: Sites) -> Iterator[tuple[Site, FakeSms]]:
    """A site of one file, as new, and its gateway: what its tests change, no other file sees."""
    with sites.lent() as lent:
        yield lent


@pytest.fixture(scope="module")
def site(own: tuple[Site, FakeSms]) -> Site:
    """The site of this file."""
    return own[0]


@pytest.fixture(scope="module")
def gateway(own: tuple[Site, FakeSms]) -> FakeSms:
    """Its gateway."""
    return own[1]
