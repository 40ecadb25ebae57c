"""Characters as people count them: a letter with its accents is one."""

import unicodedata

_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Me", "Mc"})


def normal(text: str) -> str:
    """Return the text in the normal form that Terraform keeps all text in."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def graphemes(text: str) -> list[str]:
    """Return the characters of a text, marks and joined emoji with what they belong to."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    found: list[str] = []
    flags = 0
    for character in text:
        flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        flags = flags + 1 if flag else 0
        if found and (_continues(found[-1], character) or (flag and flags % 2 == 0)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _continues(cluster: str, character: str) -> bool:
    if cluster[-1] in "\r\n":
        return cluster == "\r" and character == "\n"
    if cluster[-1] == _JOINER:
        return unicodedata.category(character) == "So"
    if character == _JOINER or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    return unicodedata.category(character) in _MARKS
