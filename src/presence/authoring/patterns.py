"""Bounds of the format → regular expressions that refuse, in an editor, what `check` refuses.

Each holds in Python and in JavaScript alike, and refuses nothing that `check` takes. Repeats that
follow each other match different characters, so that no text makes an editor think for long.
"""

from fractions import Fraction
from typing import Final

_UNITS: Final = (("h", Fraction(3600)), ("m(?!s)", Fraction(60)), ("s", Fraction(1)))
_MILLISECONDS: Final = ("ms", Fraction(1, 1000))
_NAME: Final = r"\{[^\[\]{}]*\}"
_SPACE_OR_MARK: Final = r"\s!-/:-@\\^_`|~‐-‧‹-⁞«»¡¿§¶·"

SPOKEN: Final = (
    rf"^(?:[\]}}{_SPACE_OR_MARK}]|\{{\{{|\[[^\[\]]*\])*(?:[^\[\]{{}}{_SPACE_OR_MARK}]|\{{(?!\{{))"
)
"""A text with something to say beside its silences."""
SPOKEN_AS_IT_STANDS: Final = rf"^[{_SPACE_OR_MARK}]*[^\[\]{{}}{_SPACE_OR_MARK}][^\[\]{{}}]*$"
"""A text with a word in it, and without brackets or braces."""
TITLE: Final = rf"^(?:[^\[\]{{}}]|\{{\{{|\}}\}}|{_NAME})*$"
"""A text whose braces hold names, and which has no silences."""


def whole_number(low: int, high: int, unit: str = "") -> str:
    """Digits from `low` to `high`, 0 or more; `unit` may follow."""
    end = rf"(?:\s*{unit})?\s*$" if unit else r"\s*$"
    too_low = rf"(?!0*(?:{_digits(low - 1)}){end})" if low > 0 else ""
    sign = r"\+?" if low > 0 else r"(?:\+|-(?=0+\s*$))?"
    return rf"^\s*{sign}{too_low}0*(?:{_digits(high)}){end}"


def level(low_db: int, high_db: int) -> str:
    """`-16 dB`, within bounds that lie on both sides of 0 dB or end there."""
    below, above = _up_to(Fraction(-low_db)), _up_to(Fraction(high_db))
    return rf"^\s*(?:-{below}|\+?{above})\s*dB\s*$"


def time(low: Fraction, high: Fraction) -> str:
    """`20s`, `1m30s`: each of its parts at most `high`, and one that stands alone at least `low`.

    A sum that is too large only as a whole is left to `check`.
    """
    return rf"^{_time(low, high)}$"


def time_or_range(low: Fraction, high: Fraction) -> str:
    """The same, or two of them with ` to ` between."""
    one = _time(low, high)
    return rf"^{one}(?:(?<= )to {one})?$"


def words() -> str:
    """A text whose brackets hold times and whose braces hold names."""
    silence = rf"\[{_time(Fraction(0), Fraction(600))}\]"
    return rf"^(?:[^\[\]{{}}]|\{{\{{|\}}\}}|{_NAME}|{silence})*$"


def label(longest: int) -> str:
    """A text of 1 to `longest` characters, where any run of spaces counts as one."""
    return rf"^\s*\S(?:\S|\s+(?=\S)){{0,{longest - 1}}}\s*$"


def path(suffixes: tuple[str, ...], *names: str) -> str:
    """A path relative to the script that ends in one of `suffixes`; or one of `names`."""
    endings = "|".join(rf"\.{_in_any_case(suffix[1:])}" for suffix in suffixes)
    relative = r"(?![\s/\\~]|[A-Za-z][A-Za-z0-9+.-]*:)"
    known = "".join(rf"(?:{name})\s*$|" for name in names)
    return rf"^\s*(?:{known}{relative}[^\\]*(?:{endings})\s*$)"


def choice(choices: tuple[str, ...]) -> str:
    """One of `choices`, as they are."""
    return rf"^\s*(?:{'|'.join(choices)})\s*$"


def _time(low: Fraction, high: Fraction) -> str:
    parts = "".join(
        rf"(?:{_up_to(high / size)}\s*{unit}\s*)?" for unit, size in (*_UNITS, _MILLISECONDS)
    )
    return rf"\s*{_unless_shorter(low)}(?=[0-9]){parts}"


def _unless_shorter(low: Fraction) -> str:
    """Refuses a single part below `low`; half a second and whole ones are all the table has."""
    if low == 0:
        return ""
    seconds = r"0+(?:\.[0-9]+)?" if low == 1 else r"0+(?:\.[0-4][0-9]*)?"
    milliseconds = rf"0*(?:{_digits(int(low * 1000) - 1)})(?:\.[0-9]+)?"
    zero = r"0+(?:\.0+)?\s*[mh]"
    return rf"(?!(?:{seconds}\s*s|{milliseconds}\s*ms|{zero})\s*$)"


def _up_to(most: Fraction) -> str:
    """A decimal number up to `most`, or below the next whole number if `most` is not whole."""
    whole = int(most)
    if most != whole:
        return rf"0*(?:{_digits(whole)})(?:\.[0-9]+)?"
    less = rf"0*(?:{_digits(whole - 1)})(?:\.[0-9]+)?|" if whole else ""
    return rf"(?:{less}0*{whole}(?:\.0+)?)"


def _digits(most: int) -> str:
    """A whole number from 0 to `most`, without zeros in front."""
    written = str(most)
    longest = len(written)
    ways = [rf"[0-9]{{1,{longest - 1}}}"] if longest > 1 else []
    for place, digit in enumerate(written):
        if digit != "0":
            rest = longest - place - 1
            ways.append(
                f"{written[:place]}[0-{int(digit) - 1}]" + (f"[0-9]{{{rest}}}" * bool(rest))
            )
    return "|".join([*ways, written])


def _in_any_case(word: str) -> str:
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in word)
