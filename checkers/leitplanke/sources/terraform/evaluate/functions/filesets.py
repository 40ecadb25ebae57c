"""``fileset``: the files of a folder that match a pattern."""

import posixpath
import re
from collections.abc import Iterator

from leitplanke.core.value import AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit
from leitplanke.sources.terraform.evaluate.functions.function import Context, unsure
from leitplanke.sources.terraform.evaluate.functions.locations import locate, needed_path
from leitplanke.sources.terraform.evaluate.project import Project
from leitplanke.sources.terraform.evaluate.structure import ELEMENTS_AT_MOST, make_set

_WILD = re.compile(r"\*\*/|\*\*|\*|\?|\{|\}|,|\[[^\]]*\]|.", re.DOTALL)
_MEANINGS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_ABOVE = re.compile(r"^(?:\.\./)+")
_MALFORMED = re.compile(r"\[\]|\[[^\]]*$|\{[^}]*$")
_DEEP = 40


def fileset(context: Context, folder: AnyValue, pattern: AnyValue) -> AnyValue:
    """Return the paths, relative to the folder, of the regular files in and below it that match."""
    found, wanted = needed_path(folder, context.scope), needed(pattern)
    if isinstance(found, Unknown) or isinstance(wanted, Unknown):
        return unsure((found, wanted))
    folder_text = text_of(found.data) or "."
    place = locate(folder_text, context.scope)
    text = posixpath.normpath(text_of(wanted.data).lstrip("/"))
    above = len(text) - len(text := _ABOVE.sub("", text))
    start = locate(posixpath.join(folder_text, *[".."] * (above // 3)), context.scope)
    if place is None or start is None:
        return unknown(CauseKind.FILE, folder_text, nullable=False)
    if _MALFORMED.match(text):
        raise EvaluationError("invalid-argument", reason="pattern")
    matcher = re.compile(_regular(text))
    names = (name for name in _walk(context.scope.project, start, "", 0) if matcher.fullmatch(name))
    if above:
        names = (posixpath.relpath(posixpath.join(start, name), place) for name in names)
    return Known(make_set(map(Known, names)))


def _walk(project: Project, folder: str, below: str, depth: int) -> Iterator[str]:
    if depth > _DEEP:
        raise limit("folders", _DEEP)
    for count, name in enumerate(project.files(folder)):
        if count > ELEMENTS_AT_MOST:
            raise limit("elements", ELEMENTS_AT_MOST)
        yield below + name
    for name in project.folders(folder):
        yield from _walk(project, posixpath.join(folder, name), f"{below}{name}/", depth + 1)


def _regular(pattern: str) -> str:
    found: list[str] = []
    depth = 0
    for sign in _WILD.findall(pattern):
        if sign == "{":
            depth += 1
            found.append("(?:")
        elif sign == "}" and depth:
            depth -= 1
            found.append(")")
        elif sign == "," and depth:
            found.append("|")
        elif sign.startswith("[") and len(sign) > 2:
            found.append("[" + sign[1:-1].replace("!", "^", 1 if sign[1] == "!" else 0).replace("\\", "\\\\") + "]")
        else:
            found.append(_MEANINGS.get(sign, re.escape(sign)))
    return "".join(found) + ")" * depth
