"""Addresses as Terraform writes them: their parts, and keys in brackets."""

from typing import TypeAlias

Key: TypeAlias = "str | int | None"
Step: TypeAlias = tuple[str, Key]
"""A name and the instance key behind it."""

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def suffix(key: Key) -> str:
    """Return what the address of an instance ends with: ``[0]``, ``["eu"]`` or nothing."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    text = key.translate(_ESCAPES).replace("${", "$${").replace("%{", "%%{")
    return f'["{text}"]'


def steps(address: str) -> list[Step]:
    """Return the names of an address or reference, each with its key: ``a.b["c"].d`` is a, b with key c, d.

    A key of anything else than a text or a whole number ends the list: what lies behind it is not known.
    """
    if "[" not in address:
        names = address.split(".")
        return [(name, None) for name in (names if names[-1] else names[:-1])]
    found: list[Step] = []
    at, size = 0, len(address)
    while at < size:
        end = at
        while end < size and address[end] not in ".[":
            end += 1
        name = address[at:end]
        key: Key = None
        if end < size and address[end] == "[":
            key, end = _key(address, end)
            if key is None:
                return [*found, (name, None)]
        found.append((name, key))
        # A second index, as in `list[0][1]`, is a step without a name.
        at = end + 1 if end < size and address[end] == "." else end
    return found


def without_keys(address: str) -> str:
    """Return the address of a block: without instance keys, as ``dependencies`` have it."""
    return ".".join(name for name, _ in steps(address)) if "[" in address else address


def _key(address: str, start: int) -> tuple[Key, int]:
    """Return the key in the bracket at ``start``, and where the address goes on."""
    at = start + 1
    if address[at : at + 1] != '"':
        end = address.find("]", at)
        digits = address[at:end]
        return (int(digits), end + 1) if end > 0 and digits.isdecimal() and len(digits) < 10 else (None, len(address))
    end = at + 1
    while end < len(address) and address[end] != '"':
        end += 2 if address[end] == "\\" else 1
    text = address[at + 1 : end]
    if "\\" in text or "{" in text:
        text = _unescaped(text)
    return text, end + 2


def _unescaped(text: str) -> str:
    plain: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            plain.append({"n": "\n", "r": "\r", "t": "\t"}.get(text[at + 1], text[at + 1]))
            at += 2
        elif text.startswith(("$${", "%%{"), at):
            plain.append(text[at] + "{")
            at += 3
        else:
            plain.append(text[at])
            at += 1
    return "".join(plain)
