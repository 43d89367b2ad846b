from __future__ import annotations

import pytest

from db import recovery_code
from db.recovery_code import BadCodeError

CODE = "CQH93-X7KVG-CEGFM-Q9XAK-VMTH7-MFPDX"


def test_a_code_is_six_groups_of_five_without_look_alikes() -> None:
    codes = [recovery_code.new_code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert all([len(group) for group in code.split("-")] == [5] * 6 for code in codes)
    assert not set("".join(codes)) & set("01ILO")
    assert all(recovery_code.read_code(code) == code for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE.replace('-', '—')}\n",
        CODE.replace("-", "·"),
        "ＣＱＨ９３－Ｘ７ＫＶＧ－ＣＥＧＦＭ－Ｑ９ＸＡＫ－ＶＭＴＨ７－ＭＦＰＤＸ",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert recovery_code.read_code(typed) == CODE


@pytest.mark.parametrize("place", [0, 8, 15, 22, 25, 34])
def test_every_single_slip_is_named_by_its_group(place: int) -> None:
    for char in "23456789ABCDEFGHJKMNPQRSTUVWXYZ0OIL1":
        if char == CODE[place]:
            continue
        with pytest.raises(BadCodeError) as caught:
            recovery_code.read_code(CODE[:place] + char + CODE[place + 1 :])
        assert caught.value.group == place // 6 + 1


def test_two_letters_swapped_and_two_groups_swapped_are_noticed() -> None:
    for typed, group in (("QCH93" + CODE[5:], 1), ("X7KVG-CQH93" + CODE[11:], 1)):
        with pytest.raises(BadCodeError) as caught:
            recovery_code.read_code(typed)
        assert caught.value.group == group


@pytest.mark.parametrize("typed", ["", "CQH93", CODE + "A", CODE[:-1]])
def test_a_code_too_short_or_too_long_has_no_group(typed: str) -> None:
    with pytest.raises(BadCodeError) as caught:
        recovery_code.read_code(typed)
    assert caught.value.group == 0
