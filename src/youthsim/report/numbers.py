"""Numbers and dates in the conventions of the reader's language."""

from __future__ import annotations

import math
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

LOCALES = {"en": "en_GB", "nl": "nl_NL"}
MINUS, HYPHEN = "\N{MINUS SIGN}", "-"
SIGNIFICANT = 3
MOST_DECIMALS = 12


def number(value: float, language: str, decimals: int | None = None) -> str:
    """A number: with so many decimals, or without needless ones."""
    if decimals is None:
        decimals = _decimals(value)
    pattern = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    rounded = round(value, decimals) + 0.0  # no minus before a zero
    return _minus(format_decimal(rounded, format=pattern, locale=LOCALES[language]))


def percent(value: float, language: str, significant: int = SIGNIFICANT) -> str:
    """A share as a percentage."""
    decimals = _decimals(value * 100, significant)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
    return _minus(format_percent(value, format=pattern, locale=LOCALES[language]))


def day(value: date, language: str) -> str:
    """A date in words: 1 July 2015."""
    return format_date(value, "d MMMM y", locale=LOCALES[language])


def _decimals(value: float, significant: int = SIGNIFICANT) -> int:
    """Decimals that show a few significant digits of a small number, and none that are zero."""
    if not math.isfinite(value) or value == 0 or abs(value) >= 1000 or value == int(value):
        return 0
    most = min(max(0, significant - 1 - math.floor(math.log10(abs(value)))), MOST_DECIMALS)
    digits = f"{value:.{most}f}".rstrip("0")
    return len(digits.partition(".")[2])


def place_of(half_width: float) -> int:
    """Decimals at which an interval of this half-width is told: those of the first digit of its half-width.

    Negative where it is told in tens, hundreds and so on.
    """
    if not math.isfinite(half_width) or half_width <= 0:
        return SIGNIFICANT
    return min(-math.floor(math.log10(half_width)), MOST_DECIMALS)


def _minus(shown: str) -> str:
    return shown.replace(HYPHEN, MINUS)
