"""The set-up of a checkout: what it says, and that it does nothing twice."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from brand.setting_up import assets, environment

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = [
    ROOT / "requirements.txt",
    ROOT / "requirements-dev.txt",
    ROOT / "requirements-scale.txt",
    *sorted((ROOT / "brand" / "setting_up").glob("*.txt")),
]


def test_an_old_python_is_told_what_is_missing():
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv[0] = 'x'\n"
        "runpy.run_module('brand.setting_up', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Merkbaar needs Python 3.11, 3.12 or 3.13; this is Python 3.9 and no other was found.\n"
    )


def test_a_stamp_holds_for_the_same_contents_only(tmp_path):
    path = tmp_path / "stamp"
    with environment.Stamp(path, b"lock 1") as stamp:
        assert not stamp.holds
    assert path.read_text() == hashlib.sha256(b"lock 1").hexdigest()
    assert environment.Stamp(path, b"lock 1").holds
    assert not environment.Stamp(path, b"lock 2").holds


def test_a_step_that_failed_is_done_again(tmp_path):
    path = tmp_path / "stamp"
    with pytest.raises(environment.Missing), environment.Stamp(path, b"lock"):
        environment.run(sys.executable, "-c", "raise SystemExit(3)")
    assert not environment.Stamp(path, b"lock").holds


@pytest.mark.parametrize(
    ("configured", "given"),
    [
        ("", False),
        ("global.timeout='60'\n:env:.extra-index-url='https://wheels.example/simple'", False),
        (":env:.index-url='https://mirror.example/simple'", True),
        ("user.index-url='https://mirror.example/simple'", True),
        ("global.no-index='true'", True),
    ],
)
def test_pip_does_the_work_where_it_was_given_an_index(monkeypatch, tmp_path, configured, given):
    """pip itself stands outside the virtual environment; what it would say is said here."""
    said = tmp_path / "pip.py"
    said.write_text(f"import sys\nassert sys.argv[1:] == ['config', 'list']\nprint({configured!r})")
    monkeypatch.setattr(environment, "pip", lambda: (sys.executable, str(said)))
    assert environment.pip_was_given_an_index() is given


def test_uv_is_not_asked_where_pip_was_given_an_index(monkeypatch):
    monkeypatch.setattr(environment, "pip_was_given_an_index", lambda: True)
    assert not environment.installed_by_uv(Path("unread.txt"))


def test_uv_trusts_what_this_machine_trusts(monkeypatch, tmp_path):
    """Behind an office's own https, uv's list of certificates refuses every package."""
    uv = tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\n')
    uv.chmod(0o755)
    monkeypatch.setattr(environment, "UV", uv)
    monkeypatch.setattr(environment, "pip_was_given_an_index", lambda: False)
    assert environment.installed_by_uv(Path("lock.txt"))
    assert "--system-certs" in (tmp_path / "asked").read_text().split()


@pytest.mark.parametrize(
    ("said", "version"), [("10.9.4\n", 10), ("6.14.0\n", 6), ("", 0), ("not found", 0)]
)
def test_the_version_of_npm_is_read(tmp_path, said, version):
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\nprintf '{said}'\n")
    npm.chmod(0o755)
    assert assets.major_version(npm) == version


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_hash_and_no_address(lock):
    text = lock.read_text()
    packages = re.split(r"^(?=[a-zA-Z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.M), flags=re.M)
    without = [one.split()[0] for one in packages if one.strip() and "--hash=sha256:" not in one]
    assert without == []
    assert "://" not in text


def test_both_locks_name_the_same_versions():
    """What the tests try is what the site runs on."""
    pins = [dict(re.findall(r"^([\w.-]+)(==\S+)", lock.read_text(), re.M)) for lock in LOCKS[:2]]
    site, tests = pins
    assert {name: tests.get(name) for name in site} == site


def test_the_lock_of_the_assets_names_no_address():
    lock = json.loads((ROOT / "brand" / "assets" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_each_command_in_the_readme_can_be_typed_as_it_stands():
    text = (ROOT / "README.md").read_text()
    bare = re.findall(r"^.*(?<!\.venv/bin/python )manage\.py \w+.*$", text, re.M)
    assert bare == []
