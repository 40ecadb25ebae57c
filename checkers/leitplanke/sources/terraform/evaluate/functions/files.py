"""Functions that read files of the project, within its bounds."""

import base64
import posixpath
from collections.abc import Callable

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.value import AnyValue, CauseKind, Known, Template, Unknown, unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.digests import ALGORITHMS, base64_digest, hex_digest
from leitplanke.sources.terraform.evaluate.functions.filesets import fileset
from leitplanke.sources.terraform.evaluate.functions.function import Context, Function
from leitplanke.sources.terraform.evaluate.functions.locations import absolute, is_folder, locate, needed_path
from leitplanke.sources.terraform.evaluate.functions.rendering import template_file, template_string
from leitplanke.sources.terraform.evaluate.graphemes import normal


def _reading(decode: Callable[[bytes], str]) -> Function:
    def applied(context: Context, path: AnyValue) -> AnyValue:
        found = needed_path(path, context.scope)
        if isinstance(found, Unknown):
            return join(found, nullable=False)
        text = text_of(found.data)
        place = locate(text, context.scope) if text else "."
        if place is None:
            return unknown(CauseKind.FILE, text, nullable=False)
        data = context.scope.project.read(place)
        if data is None:
            raise EvaluationError("file-not-found", kind=CauseKind.FILE, path=place)
        return Known(decode(data))

    return Function(applied, 1, 1, in_context=True)


def _utf8(data: bytes) -> str:
    try:
        return normal(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise EvaluationError("invalid-argument", reason="not UTF-8") from None


def _exists(context: Context, path: AnyValue) -> AnyValue:
    found = needed_path(path, context.scope)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    text = text_of(found.data)
    place = locate(text, context.scope)
    if place is None:
        return unknown(CauseKind.FILE, text, nullable=False)
    there = context.scope.project.exists(place)
    if not there and is_folder(context.scope.project, place):
        raise EvaluationError("invalid-argument", reason="a folder is no file")
    return Known(there)


def _expand_home(path: AnyValue) -> AnyValue:
    found = needed(path)
    if isinstance(found, Known) and not text_of(found.data).startswith("~"):
        return found
    return join(found, unknown(CauseKind.FUNCTION, "pathexpand"), nullable=False)


def _base_name(path: AnyValue) -> AnyValue:
    found = needed(path)
    if isinstance(found, Unknown):
        _, slash, last = _known_end(found).rstrip("/").rpartition("/")
        return Known(last) if slash else join(found, nullable=False)
    text = text_of(found.data)
    return Known(posixpath.basename(text.rstrip("/")) or ("/" if text else "."))


def _folder_name(path: AnyValue) -> AnyValue:
    found = needed(path)
    if isinstance(found, Unknown):
        above, slash, _ = _known_end(found).rpartition("/")
        if not slash or not isinstance(found.partial, Template):
            return join(found, nullable=False)
        end = (above,) if above else ()
        return msgspec.structs.replace(found, partial=Template((*found.partial.parts[:-1], *end)))
    folder = posixpath.normpath(posixpath.dirname(text_of(found.data)) or ".")
    return Known(folder[1:] if folder.startswith("//") else folder)


def _known_end(value: Unknown) -> str:
    """Return the text that the value certainly ends with."""
    last = value.partial.parts[-1] if isinstance(value.partial, Template) else ""
    return last if isinstance(last, str) else ""


def _absolute(context: Context, path: AnyValue) -> AnyValue:
    found = needed_path(path, context.scope)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    text = text_of(found.data)
    place = locate(text or ".", context.scope)
    if text.startswith("/"):
        return Known(posixpath.normpath(text))
    return absolute(place) if place is not None else unknown(CauseKind.FUNCTION, "abspath", nullable=False)


def _hex(algorithm: str) -> Function:
    return _reading(lambda data: hex_digest(algorithm, data))


def _base64(algorithm: str) -> Function:
    return _reading(lambda data: base64_digest(algorithm, data))


FUNCTIONS: dict[str, Function] = {
    **{f"file{algorithm}": _hex(algorithm) for algorithm in ALGORITHMS},
    "abspath": Function(_absolute, 1, 1, in_context=True),
    "basename": Function(_base_name, 1, 1),
    "dirname": Function(_folder_name, 1, 1),
    "file": _reading(_utf8),
    "filebase64": _reading(lambda data: base64.b64encode(data).decode()),
    "filebase64sha256": _base64("sha256"),
    "filebase64sha512": _base64("sha512"),
    "fileexists": Function(_exists, 1, 1, in_context=True),
    "fileset": Function(fileset, 2, 2, in_context=True),
    "pathexpand": Function(_expand_home, 1, 1),
    "templatefile": Function(template_file, 2, 2, in_context=True),
    "templatestring": Function(template_string, 2, 2, in_context=True),
}
