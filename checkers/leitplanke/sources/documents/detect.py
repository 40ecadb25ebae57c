"""Which of Terraform's JSON documents some bytes are, by what they say and not by how the file is called."""

import codecs
import re
from enum import StrEnum

import msgspec

from leitplanke.core.message import Message, message
from leitplanke.sources.documents.detach import detached
from leitplanke.sources.documents.form import MISSING, Document

_CHUNK = 1 << 20
_BYTE = re.compile(r"\(byte (\d+)\)")
_PLACE = re.compile(r" - at `\$?\.?([^`]*)`")
_SOMETHING = re.compile(rb"[^ \t\r\n\0]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECODER = msgspec.json.Decoder(Document)


class Kind(StrEnum):
    """What a document is."""

    PLAN = "plan"
    SHOWN_STATE = "shown-state"
    STATE = "state"


class DocumentError(ValueError):
    """The bytes cannot be read as a plan or a state; ``text`` says why."""

    def __init__(self, text: Message) -> None:
        super().__init__(text.code)
        self.text = text


class _Probe(msgspec.Struct):
    """What tells documents apart, whatever it holds."""

    format_version: msgspec.Raw = MISSING
    version: msgspec.Raw = MISSING
    resource_changes: msgspec.Raw = MISSING
    planned_values: msgspec.Raw = MISSING
    values: msgspec.Raw = MISSING
    lineage: msgspec.Raw = MISSING
    resources: msgspec.Raw = MISSING


def looks_like_document(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it is to be read as a plan or a state."""
    if head.startswith((b"PK\x03\x04", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")


def decode(data: bytes) -> tuple[Kind, Document]:
    """Return the document and its kind. Raises `DocumentError` for everything that cannot be read as one."""
    data = _as_utf8(data)
    try:
        found = _DECODER.decode(data)
    except msgspec.ValidationError as problem:
        raise DocumentError(_misfit(data, str(problem))) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise DocumentError(_malformed(data, str(problem))) from None
    except RecursionError:
        raise DocumentError(message("document-too-deep")) from None
    kind = _kind(found, data)
    return kind, detached(found) if kind is Kind.PLAN else found


def _as_utf8(data: bytes) -> bytes:
    """Return the text as plain UTF-8; PowerShell writes UTF-16 where it is told to write a file."""
    if data.startswith(b"PK\x03\x04"):
        raise DocumentError(message("document-binary-plan"))
    if _SOMETHING.search(data) is None:
        raise DocumentError(message("document-empty"))
    for mark, encoding in _MARKS:
        if data.startswith(mark) and encoding == "utf-16":
            try:
                return data.decode(encoding).encode()
            except UnicodeError:
                raise DocumentError(message("document-not-utf-8", byte=0)) from None
        data = data.removeprefix(mark)
    if data.isascii():
        return data
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(view), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise DocumentError(message("document-not-utf-8", byte=_first_bad_byte(data))) from None
    return data


def _first_bad_byte(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as problem:
        return problem.start
    return len(data)


def _kind(found: Document, data: bytes) -> Kind:
    if found.resource_changes is not None or found.planned_values is not MISSING:
        _check_version(found.format_version)
        return Kind.PLAN
    if found.format_version and found.resources is None:
        if found.values is None and not _is_empty_state(data):
            raise DocumentError(message("document-not-terraform"))
        _check_version(found.format_version)
        return Kind.SHOWN_STATE
    if found.version and found.resources is not None and (found.lineage is not None or found.serial is not None):
        if found.version != 4:
            raise DocumentError(message("document-version", version=str(found.version), known="4"))
        return Kind.STATE
    raise DocumentError(message("document-not-terraform"))


def _is_empty_state(data: bytes) -> bool:
    """An empty state is shown as versions alone; other documents of Terraform have a version too."""
    return msgspec.json.decode(data, type=dict[str, msgspec.Raw]).keys() <= {"format_version", "terraform_version"}


def _check_version(version: str) -> None:
    major = version.partition(".")[0]
    # 0.1 and 0.2 are what Terraform 0.12 to 1.0 wrote of the same form.
    if major not in ("0", "1"):
        raise DocumentError(message("document-version", version=version or "-", known="1"))


def _misfit(data: bytes, problem: str) -> Message:
    """Return what to say of JSON that has not the form: another document, another version, or a damaged one."""
    try:
        probe = msgspec.json.decode(data, type=_Probe)
    except RecursionError:
        return message("document-too-deep")
    except msgspec.DecodeError:
        return message("document-not-terraform")
    if probe.resource_changes is MISSING and probe.planned_values is MISSING:
        is_state = probe.lineage is not MISSING and probe.resources is not MISSING
        if not is_state and MISSING in (probe.format_version, probe.values):
            return message("document-not-terraform")
    version = bytes(probe.version if probe.format_version is MISSING else probe.format_version).decode().strip('"')
    if version.partition(".")[0] not in (("0", "1") if probe.format_version is not MISSING else ("4",)):
        known = "1" if probe.format_version is not MISSING else "4"
        return message("document-version", version=version[:20] or "-", known=known)
    place = _PLACE.search(problem)
    return message("document-misfit", place=place[1] if place else "-", problem=_PLACE.sub("", problem))


def _malformed(data: bytes, problem: str) -> Message:
    if "truncated" in problem:
        return message("document-truncated", size=len(data))
    byte = _BYTE.search(problem)
    return message("document-malformed", byte=int(byte[1]) if byte else 0)
