from __future__ import annotations

import os

import pytest

from app.ui import application


@pytest.mark.parametrize(
    ("name", "value", "through_fcitx"),
    [
        ("QT_IM_MODULE", "fcitx", True),
        ("QT_IM_MODULE", "fcitx5", True),
        ("QT_IM_MODULES", "wayland;fcitx", True),
        ("XMODIFIERS", "@im=fcitx", True),
        ("QT_IM_MODULE", "ibus", False),
        ("QT_IM_MODULE", "", False),
    ],
)
def test_fcitx_is_spoken_to_as_ibus_by_its_portal(
    name: str, value: str, through_fcitx: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {name: value}
    monkeypatch.setattr(os, "environ", known)
    application.choose_input_method()
    added = {"QT_IM_MODULES": "fcitx;ibus", "IBUS_USE_PORTAL": "1"} if through_fcitx else {}
    assert known == {name: value, **added}
