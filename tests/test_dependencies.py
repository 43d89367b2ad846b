"""What the program is built on: every package pinned by hash, from no named address, under a licence we may pass on."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
ALLOWED = {
    "MIT": r"MIT\b(?!-)",
    "MIT-0": "MIT-0",
    "MIT-CMU": "MIT-CMU",
    "BSD-2-Clause": "BSD",
    "BSD-3-Clause": "BSD",
    "Apache-2.0": "Apache",
    "PSF-2.0": "PSF",
    "zlib": "altered source versions must be plainly marked",
    "LGPL-3.0": "LGPL-3.0",
    "OFL-1.1": "OFL",
    "public domain": "public domain",
}
"""Licences under which a part may be passed on with an Apache-2.0 program, each with what its packages say of it."""


def normal(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def runtime() -> set[str]:
    """Every package the program itself needs, through all that they need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: set[str] = set()
    wanted = [Requirement(text) for text in project["dependencies"]]
    while wanted:
        one = wanted.pop()
        name = normal(one.name)
        if name in found or (one.marker is not None and not one.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        wanted += [Requirement(text) for text in metadata.requires(name) or ()]
    return found


def listed() -> dict[str, list[str]]:
    """The packages of THIRD_PARTY.md with their licences."""
    text = (ROOT / "THIRD_PARTY.md").read_text("utf-8").partition("## Packages")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| [^|]+ \|$", text, re.M)
    return {normal(name): re.split(r" or |; ", licences) for name, licences in rows if name != "package"}


def stated(name: str) -> str:
    """What a package says of its licence: expression, field and classifiers, else its licence text."""
    about = metadata.metadata(name)
    said = [about.get("License-Expression"), about.get("License"), *(about.get_all("Classifier") or ())]
    words = " ".join(text for text in said if text and (not text.count(" :: ") or text.startswith("License")))
    if words:
        return words
    texts = [file for file in metadata.files(name) or () if "LICENSE" in file.name.upper()]
    return " ".join(Path(str(text.locate())).read_text("utf-8") for text in texts)


def test_third_party_lists_every_package_of_the_program_and_no_other() -> None:
    known = set(re.findall(r"^([\w.-]+)==", LOCK, re.M))
    assert runtime() <= set(listed())
    assert set(listed()) <= known


@pytest.mark.parametrize("name", sorted(runtime()))
def test_a_package_is_under_a_licence_we_may_pass_on_and_says_so_itself(name: str) -> None:
    licences = listed()[name]
    assert set(licences) <= set(ALLOWED)
    assert any(re.search(ALLOWED[licence], stated(name), re.I) for licence in licences), stated(name)[:200]


def test_the_check_of_licences_can_fail() -> None:
    assert not re.search(ALLOWED["MIT"], "MIT-CMU")
    assert not any(re.search(pattern, "GNU General Public License v3 (GPLv3)", re.I) for pattern in ALLOWED.values())


def test_every_pinned_package_has_hashes_and_none_an_address() -> None:
    entries = re.split(r"\n(?=[\w])", LOCK.strip())
    for entry in entries:
        first, *rest = entry.splitlines()
        assert re.match(r"[\w.-]+==[\w.+!]+( ; [^\\]+)? \\$", first), first
        assert rest, first
        assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in rest), first
    assert len(entries) > 40
    assert "//" not in LOCK
    assert not re.search(r"^-|index-url|find-links", LOCK, re.M)


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = {normal(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.+!]+)", LOCK, re.M)}
    assert {name: metadata.version(name) for name in runtime()} == {name: pinned[name] for name in runtime()}
