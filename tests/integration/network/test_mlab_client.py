"""M-Lab's own client of ndt7 (npm: @m-lab/ndt7), unmodified, in Chromium, against the console's server.

The package is fetched when the test runs, and never kept: without npm or its registry the test is skipped.
"""

import asyncio
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from room_console.core.control.ndt7.runs import Runs
from tests.helpers.chromium import browser, chromium_binary
from tests.helpers.control import SmallGateway, certificate, serving

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient, pytest.mark.timeout(240)]
PACKAGE = "@m-lab/ndt7@0.1.4"
PAGE = Path(__file__).parents[2] / "helpers" / "ndt7page.html"
FETCH_TIMEOUT_S = 40.0
BOTH_TESTS_S = 60.0
MOST_MBPS = 60.0


@pytest.fixture(scope="module")
def client_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fetch the package; return the folder of its scripts."""
    if chromium_binary() is None:
        pytest.skip("Chromium is not installed")
    if (npm := shutil.which("npm")) is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("package")
    asked = [npm, "pack", PACKAGE, "--silent", "--fetch-retries=0"]
    try:
        subprocess.run(asked, cwd=folder, check=True, capture_output=True, timeout=FETCH_TIMEOUT_S)
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"npm's registry is out of reach: {type(error).__name__}")
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package" / "src"


async def test_it_completes_both_tests(client_files: Path, tmp_path: Path, no_task_left: None) -> None:
    runs = Runs(most_mbps=MOST_MBPS)
    async with (
        serving(SmallGateway(), certificate(tmp_path), runs=runs) as server,
        browser(
            tmp_path / "profile", page_file=PAGE, files=client_files, switches=["--ignore-certificate-errors"]
        ) as page,
    ):
        await page.call("begin", f"127.0.0.1:{server.port}")
        found: dict[str, Any] | None = None
        async with asyncio.timeout(BOTH_TESTS_S):
            while found is None:
                await asyncio.sleep(0.5)
                found = await page.call("result")
    assert found["errors"] == []
    assert found["code"] == 0
    assert min(found["served"].values()) >= 20, "measurements of the server, in each test"
    down = found["download"]["LastClientMeasurement"]["MeanClientMbps"]
    up = found["upload"]["LastServerMeasurement"]["AppInfo"]
    assert MOST_MBPS / 10 < down <= MOST_MBPS * 1.05
    assert MOST_MBPS / 10 < up["NumBytes"] * 8 / up["ElapsedTime"] <= MOST_MBPS * 1.05
    assert found["upload"]["LastServerMeasurement"]["Test"] == "upload"
