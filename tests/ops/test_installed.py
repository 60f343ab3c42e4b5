"""The installed package has everything it needs, and runs from any directory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("server", "moderation", "web", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing of an earlier build gets in."""
    copy, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(copy)], check=True
    )
    return next(built.glob("*.whl"))


def test_the_wheel_has_every_file_of_ours_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {
        str(path.relative_to(ROOT))
        for folder in ("server", "moderation", "web")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".md", ".pot"}
    }
    assert ours - packed == set()
    assert any(name.endswith("/LICENSE") for name in packed)
    assert not any(name.startswith(("tests/", "bench/", "data/")) for name in packed)


def test_it_serves_from_any_directory(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORCHLIGHT_")}
    environment["PYTHONPATH"] = str(site)
    where = subprocess.run(
        [sys.executable, "-c", "import server; print(server.__file__)"],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(site))

    with subprocess.Popen(
        [sys.executable, "-m", "server", "serve", "--port", "0"],
        cwd=elsewhere,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{address}/help", timeout=30) as page:
            html = page.read().decode()
        script = re.search(r'<link rel="stylesheet" href="([^"]+)"', html)
        assert script is not None
        with urllib.request.urlopen(address + script[1], timeout=30) as styles:
            assert styles.status == 200
        process.terminate()
        assert process.wait(60) == 0
    assert (elsewhere / "data" / "porchlight.sqlite3").is_file()
