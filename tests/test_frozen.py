from __future__ import annotations

import os
import sys

import pytest

from app import frozen


@pytest.mark.parametrize(("before", "after"), [("", None), ("/opt/other/lib", "/opt/other/lib")])
def test_programs_started_by_the_installed_one_find_their_own_libraries(
    before: str, after: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/minqing/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    frozen.let_others_be()
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_from_the_source_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/local/lib")
    frozen.let_others_be()
    assert os.environ["LD_LIBRARY_PATH"] == "/usr/local/lib"
