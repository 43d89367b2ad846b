"""What a passphrase must be: long enough, and none of those that are tried first."""

from __future__ import annotations

import itertools
import unicodedata

LEAST = 8
_TRIED_FIRST = (
    "12345678 123456789 1234567890 0123456789 87654321 987654321 11223344 12344321 12121212 11111111 00000000 88888888 "
    "66666666 99999999 12345679 password password1 passw0rd p@ssw0rd qwertyui qwerty123 qwertyuiop 1qaz2wsx 1q2w3e4r "
    "1q2w3e4r5t qazwsxedc asdfghjk asdfghjkl zxcvbnm1 abc12345 abcd1234 a1234567 a12345678 aa123456 aa12345678 "
    "iloveyou woaini1314 woaini520 5201314520 1314520520 admin123 admin888 administrator admin1234 letmein1 welcome1 "
    "minqing1 minqing123 mqtz1234 taizhang taizhang1 xinfang1 xinfang123 password123 11112222 12341234 asdf1234 "
    "qwer1234 zaq12wsx computer internet princess sunshine football baseball superman 147258369 159357159 741852963 "
    "789456123 zhongguo beijing1 zhongguo1 woshishui nihao123"
)
COMMON = frozenset(_TRIED_FIRST.split())
TOO_SHORT = f"口令至少要 {LEAST} 个字，例如一句自己记得住、别人猜不到的话。"
TOO_COMMON = "这个口令太常见，很容易被猜到。请换一句自己记得住、别人猜不到的话。"
TOO_PLAIN = "口令不能只是重复的字或连着的数字、字母。请换一句自己记得住、别人猜不到的话。"
FAIR = "可以用。再长一些，或加上数字和标点，会更稳妥。"
GOOD = "这个口令很好。请记牢，并收好打印出来的恢复码。"
DIFFERENT = "两次输入的口令不一样，请再输一遍。"


def fault(passphrase: str) -> str:
    """Why a passphrase is not taken, as a sentence; empty when it is."""
    text = unicodedata.normalize("NFKC", passphrase)
    if len(text.strip()) < LEAST:
        return TOO_SHORT
    folded = text.casefold().strip()
    if folded in COMMON:
        return TOO_COMMON
    return TOO_PLAIN if len(set(folded)) < 4 or _is_run(folded) else ""


def strength(passphrase: str) -> str:
    """What to say below the field while a passphrase is typed; empty for an empty one."""
    if not passphrase:
        return ""
    return fault(passphrase) or (GOOD if _weight(unicodedata.normalize("NFKC", passphrase)) >= 60 else FAIR)


def _is_run(text: str) -> bool:
    """Whether each character follows the one before it: 23456789, hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(text)}
    return steps in ({1}, {-1})


def _weight(text: str) -> float:
    """A rough weight in bits: the length times that of the kinds of characters in it; a Chinese character is 10."""
    han = sum(ord(char) > 0x2E7F for char in text)
    rest = [char for char in text if ord(char) <= 0x2E7F]
    kinds = sum((any(c.islower() for c in rest), any(c.isupper() for c in rest), any(c.isdigit() for c in rest)))
    kinds += any(not c.isalnum() for c in rest)
    return han * 10 + len(set(rest)) * (3.3 + 0.9 * max(kinds - 1, 0))
