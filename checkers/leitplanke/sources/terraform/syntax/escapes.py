"""The text of literals: escapes in strings and the value of numbers."""

import re
from decimal import Decimal

_QUOTED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([nrt\"\\])|(.?))|\$\$\{|%%\{", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_LARGEST = 0x10FFFF
_EXPONENT = 10_000


def unescape_quoted(text: str) -> tuple[str, int]:
    r"""Return what a quoted string's text means and where its first unknown escape is, or -1.

    Known are ``\n \r \t \" \\ \uNNNN \UNNNNNNNN``, and ``$${`` and ``%%{`` for ``${`` and ``%{``. An unknown escape
    stays as it is written.
    """
    wrong = -1

    def replace(match: re.Match[str]) -> str:
        nonlocal wrong
        short, long, single, other = match.groups()
        if single is not None:
            return _SINGLE[single]
        if other is not None:
            wrong = match.start() if wrong < 0 else wrong
            return match[0]
        if short is None and long is None:
            return match[0][1:]
        code = int(short or long, 16)
        return chr(code) if code <= _LARGEST and not 0xD800 <= code <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"

    return _QUOTED.sub(replace, text), wrong


def unescape_heredoc(text: str) -> str:
    """Return what a heredoc's text means: only ``$${`` and ``%%{`` are escapes there."""
    return text.replace("$${", "${").replace("%%{", "%{") if "{" in text else text


def number(text: str) -> int | Decimal | None:
    """Return the number that ``text`` writes, `None` where it is none (hexadecimal, or beyond any use)."""
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) <= _EXPONENT // 10 else None
    if _NUMBER.fullmatch(text) is None:
        return None
    value = Decimal(text)
    return value if -_EXPONENT < value.adjusted() < _EXPONENT else None
