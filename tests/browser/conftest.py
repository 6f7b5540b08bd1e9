"""One running site and one Chromium for the whole browser part."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.site import Site, running
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
def browser() -> Iterator[Browser]:
    """A Chromium of this machine; its absence fails in CI and skips elsewhere."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if not path:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium")
        pytest.skip("no Chromium on this machine: install the package chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def gateway() -> Iterator[FakeSms]:
    """A gateway on loopback that hands every text over and says so."""
    with FakeSms(mode="delivered") as gateway:
        yield gateway


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, gateway: FakeSms) -> Iterator[Site]:
    """The running site, its texts going to the gateway."""
    with running(tmp_path_factory.mktemp("site"), gateway) as site:
        yield site


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, FakeSms]]:
    """A site of one test, and its gateway."""
    with FakeSms(mode="delivered") as gateway, running(tmp_path_factory.mktemp("own"), gateway) as site:
        yield site, gateway
