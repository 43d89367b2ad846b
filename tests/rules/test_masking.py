from __future__ import annotations

import pytest

from app.rules.masking import is_dropped, mask_as, mask_strictly, masked, masked_prose, on_screen
from db.declare import TAKEN_OUT, Column, Kind, Mask

NAME = Column("petitioner_name", "姓名", mask=Mask.NAME)
PHONE = Column("phone", "电话", mask=Mask.PHONE, sensitive=True)
ID = Column("id_number", "身份证号", mask=Mask.ID_NUMBER, sensitive=True)
ADDRESS = Column("address", "住址", mask=Mask.ADDRESS)
ACCOUNT = Column("bank_account", "银行账号", mask=Mask.BANK_ACCOUNT, sensitive=True)
INCOME = Column("income", "收入", Kind.MONEY, sensitive=True)
SUMMARY = Column("summary", "反映的问题", Kind.LONG)
DAY = Column("received_on", "日期", Kind.DATE)


@pytest.mark.parametrize(
    ("mask", "text", "expected"),
    [
        (Mask.NAME, "张小祥", "张*祥"),
        (Mask.NAME, "朱德", "朱*"),
        (Mask.NAME, "欧阳小祥", "欧**祥"),
        (Mask.NAME, "张小祥、朱德", "张*祥、朱*"),
        (Mask.NAME, "张小祥等5人", "张*祥等5人"),
        (Mask.NAME, "张小祥（户主）", "张*祥（户主）"),
        (Mask.NAME, "祥", "*"),
        (Mask.PHONE, "13800131234", "138****1234"),
        (Mask.PHONE, "138 0013 1234", "138****1234"),
        (Mask.PHONE, "13800131234、13900139999", "138****1234、139****9999"),
        (Mask.PHONE, "8765432", "*****32"),
        (Mask.ID_NUMBER, "110105194912311234", "110105********1234"),
        (Mask.ID_NUMBER, "110105491231002", "110105******002"),
        (Mask.ID_NUMBER, "G12345678", "*****5678"),
        (Mask.BANK_ACCOUNT, "6222 0200 1234 5678", "************5678"),
        (Mask.ADDRESS, "安平镇宫三村2组15号", "安平镇宫三村"),
        (Mask.ADDRESS, "中村镇宫三村2组", "中村镇宫三村"),
        (Mask.ADDRESS, "城关镇建设路5号", "城关镇"),
        (Mask.ADDRESS, "建设路5号", "***"),
        (Mask.NONE, "原样", "原样"),
    ],
)
def test_masks(mask: Mask, text: str, expected: str) -> None:
    assert mask_as(mask, text) == expected


def test_strict_mask_shows_four_and_never_more_than_half() -> None:
    assert mask_strictly("110105194912311234") == "**************1234"
    assert mask_strictly("1234") == "**34"


def test_internal_shows_everything() -> None:
    assert masked(ID, "110105194912311234", "internal") == "110105194912311234"


@pytest.mark.parametrize(
    ("column", "dropped"), [(ID, True), (PHONE, True), (INCOME, True), (NAME, False), (ACCOUNT, False), (DAY, False)]
)
def test_public_drops_numbers_and_unmaskable_sensitive_columns(column: Column, dropped: bool) -> None:
    assert is_dropped(column) is dropped


def test_dropped_column_is_blank_in_public() -> None:
    assert masked(PHONE, "13800131234", "public") == ""


def test_public_masks_name_and_account() -> None:
    assert masked(NAME, "张小祥", "public") == "张*祥"
    assert masked(ACCOUNT, "6222020012345678", "public") == "************5678"


def test_report_keeps_names_and_masks_numbers() -> None:
    assert masked(NAME, "张小祥", "report") == "张小祥"
    assert masked(PHONE, "13800131234", "report") == "138****1234"
    assert masked(ADDRESS, "安平镇宫三村2组", "report") == "安平镇宫三村2组"


def test_public_prose_hides_numbers_and_known_names() -> None:
    text = "张小祥（13800131234，身份证110105194912311234）反映修路款34000元未付。"
    assert masked(SUMMARY, text, "public", names=["张小祥"]) == (
        "张*祥（138****1234，身份证110105********1234）反映修路款34000元未付。"
    )


def test_report_prose_keeps_names() -> None:
    assert masked(SUMMARY, "张小祥 13800131234", "report", names=["张小祥"]) == "张小祥 138****1234"


def test_full_width_numbers_in_prose_are_found() -> None:
    assert masked_prose("电话１３８００１３１２３４。") == "电话138****1234。"


def test_account_and_landline_in_prose() -> None:
    assert masked_prose("卡号6222020012345678901，电话0317-8765432") == "卡号***************8901，电话031****5432"


def test_longer_names_are_masked_before_shorter_ones() -> None:
    assert masked_prose("王小明和王小", names=["王小", "王小明"]) == "王*明和王*"


def test_a_date_column_is_not_prose() -> None:
    assert masked(DAY, "2014-03-05", "public") == "2014-03-05"


def test_unknown_profile_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="everyone"):
        masked(NAME, "张小祥", "everyone")


@pytest.mark.parametrize("mask", [one for one in Mask if one is not Mask.NONE])
def test_what_was_taken_out_for_good_is_no_value_to_mask(mask: Mask) -> None:
    column = Column("phone", "联系电话", sensitive=True, mask=mask)
    assert mask_as(mask, TAKEN_OUT) == TAKEN_OUT
    assert on_screen(column, TAKEN_OUT) == TAKEN_OUT
