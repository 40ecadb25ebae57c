"""What a document is, is told by what it holds; whatever cannot be read has one clear reason."""

import json
from typing import Any

import pytest

from leitplanke.sources.documents.detect import DocumentError, Kind, decode, looks_like_document
from leitplanke.sources.documents.values import decode_any
from tests.project import ROOT

_FIXTURES = ROOT / "fixtures" / "plans" / "terraform-data"
_PLAN = {"format_version": "1.2", "resource_changes": [], "planned_values": {}}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("plan.json", Kind.PLAN), ("state.json", Kind.SHOWN_STATE), ("terraform.tfstate", Kind.STATE)],
)
def test_what_terraform_writes_is_told_apart(name: str, kind: Kind) -> None:
    data = (_FIXTURES / name).read_bytes()

    assert looks_like_document(data[:64])
    assert decode(data)[0] is kind


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"format_version": "0.1", "planned_values": {}, "resource_changes": []}, Kind.PLAN),
        ({"format_version": "1.9", "planned_values": {}, "new": {"field": 1}}, Kind.PLAN),
        ({"format_version": "1.0"}, Kind.SHOWN_STATE),
        ({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}, Kind.SHOWN_STATE),
        ({"version": 4, "serial": 1, "lineage": "a", "resources": [], "outputs": {}}, Kind.STATE),
    ],
)
def test_versions_of_the_formats(document: Any, kind: Kind) -> None:
    assert decode(json.dumps(document).encode())[0] is kind


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_what_powershell_writes_is_read(encoding: str) -> None:
    text = json.dumps(_PLAN)
    data = text.encode(encoding)

    assert decode(b"\xff\xfe" + data if encoding == "utf-16-le" else data)[0] is Kind.PLAN


_DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b" \r\n\t", "document-empty"),
        (b"{", "document-truncated"),
        (json.dumps(_PLAN).encode()[:-10], "document-truncated"),
        (b'{"format_version": tru}', "document-malformed"),
        (b'{"format_version": "1.2"}{}', "document-malformed"),
        (b'{"format_version": "1.2", "resource_changes": [], "x": "\xff"}', "document-not-utf-8"),
        (b"\xff\xfe{", "document-not-utf-8"),
        (b"PK\x03\x04\x14\x00tfplan", "document-binary-plan"),
        (_DEEP, "document-not-terraform"),
        (b'{"format_version": "1.2", "resource_changes": ' + _DEEP + b"}", "document-too-deep"),
        (b'{"format_version": "1.2", "resource_changes": [], "x": ' + _DEEP + b"}", "document-too-deep"),
        (b'{"format_version": "2.0", "resource_changes": []}', "document-version"),
        (b'{"format_version": "2.0", "resource_changes": {}}', "document-version"),
        (b'{"version": 3, "serial": 1, "lineage": "a", "modules": [], "resources": []}', "document-version"),
        (b'{"format_version": "1.2", "resource_changes": [{"address": 1}]}', "document-misfit"),
        (b'{"version": 4, "lineage": "a", "resources": [{"type": "t"}]}', "document-misfit"),
        (b"[]", "document-not-terraform"),
        (b"{}", "document-not-terraform"),
        (b'{"version": "1.0", "name": "package"}', "document-not-terraform"),
        (b'{"version": 4}', "document-not-terraform"),
        (b'{"format_version": "1.0", "provider_schemas": {}}', "document-not-terraform"),
        (b'{"format_version": "1.0", "valid": true, "diagnostics": []}', "document-not-terraform"),
    ],
)
def test_whatever_cannot_be_read_has_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data)

    assert caught.value.text.code == code


def test_a_reason_never_quotes_the_input() -> None:
    data = b'{"format_version": "1.2", "resource_changes": "hunter2"}'

    with pytest.raises(DocumentError) as caught:
        decode(data)

    assert "hunter2" not in str(caught.value.text)


@pytest.mark.parametrize("text", ["1e400000000", "1E-999999999999999999999", "9" * 100_000, "-1e99999"])
def test_numbers_that_nobody_computes_with_are_no_number(text: str) -> None:
    import msgspec

    found = decode_any(msgspec.Raw(text.encode()))

    assert not isinstance(found, (int, float, str))
