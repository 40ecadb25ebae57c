"""``data.aws_iam_policy_document``: the JSON that the provider would build, as far as it is known.

Source: the provider's documentation of the data source; statements are merged by ``sid``.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from leitplanke.core.logic import join, lift
from leitplanke.core.value import Absent, AnyValue, Cause, CauseKind, Encoded, Fields, Items, ItemsKind, Known, Unknown
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.table import FUNCTIONS
from leitplanke.sources.terraform.evaluate.structure import spread
from leitplanke.sources.terraform.evaluate.worlds import apply

_VERSION = "2012-10-17"
_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)
_PRINCIPALS = (("principals", "Principal"), ("not_principals", "NotPrincipal"))
_NOTHING = Absent()


def policy_json(entries: Mapping[str, AnyValue]) -> AnyValue:
    """Return the document as JSON text; unknown with its known parts where something is not known."""

    def read(name: str) -> AnyValue:
        return spread(entries[name]) if name in entries else _NOTHING

    sources = _several(read("source_json"), read("source_policy_documents"))
    overrides = _several(read("override_json"), read("override_policy_documents"))
    version, policy_id = read("version"), read("policy_id")

    def build(statement: AnyValue, before: AnyValue, after: AnyValue) -> AnyValue:
        own = [_statement(block) for block in _items(statement)]
        merged = _merge([*_documents(before), _Part(own, _more(statement)), *_documents(after)])
        document: dict[str, AnyValue] = {
            "Version": Known(_VERSION) if isinstance(version, Absent) else version,
            "Statement": merged,
        }
        if not isinstance(policy_id, Absent):
            document["Id"] = policy_id
        return encode(Known(Fields(document)))

    return lift(build, read("statement"), sources, overrides)


def encode(document: AnyValue) -> AnyValue:
    """Return a value as JSON text."""
    return apply(FUNCTIONS["jsonencode"].apply, (document,))


class _Part(msgspec.Struct, frozen=True, eq=False):
    """Statements from one place, and why there may be others, if so."""

    statements: Sequence[AnyValue]
    more: Unknown | None


def _several(one: AnyValue, many: AnyValue) -> AnyValue:
    """Return a list of documents from the old argument for one and the new one for many."""

    def leaf(first: AnyValue, rest: AnyValue) -> AnyValue:
        head = () if isinstance(first, Absent) else (first,)
        return Known(Items((*head, *_items(rest)), ItemsKind.LIST, _more(rest)))

    return lift(leaf, one, many)


def _documents(texts: AnyValue) -> list[_Part]:
    found = [_document(text) for text in _items(texts)]
    more = _more(texts)
    return [*found, _Part((), more)] if more is not None else found


def _document(text: AnyValue) -> _Part:
    """Return the statements of a JSON text; an encoded value that is partly known keeps what is known."""
    if isinstance(text, Absent) or (isinstance(text, Known) and text.data == ""):
        return _Part((), None)
    content: AnyValue = text
    if isinstance(text, Known):
        content = _decoded(text)
    elif isinstance(text.partial, Encoded) and text.partial.form == "json":
        content = text.partial.content
    data = content.data if isinstance(content, Known) else None
    if not isinstance(data, Fields):
        return _Part((), content if isinstance(content, Unknown) else join(text))
    statements = data.entries.get("Statement", _NOTHING)
    if isinstance(statements, Known) and isinstance(statements.data, Fields):
        return _Part((statements,), data.open)
    more = _more(statements)
    return _Part(_items(statements), data.open if more is None else more)


def _decoded(text: Known[str]) -> AnyValue:
    try:
        return FUNCTIONS["jsondecode"].apply(text)
    except EvaluationError as error:
        return Unknown((Cause(CauseKind.ERROR, error.code),), text.origin)


def _merge(parts: Iterable[_Part]) -> AnyValue:
    """Return all statements; a later one takes the place of an earlier one with the same ``sid``.

    Where a later part is not known, any statement with a ``sid`` may yet be replaced: then none of those is certain.
    """
    merged: list[AnyValue] = []
    more: list[Unknown] = []
    for part in parts:
        for statement in part.statements:
            sid = _sid(statement)
            at = next((at for at, one in enumerate(merged) if sid and _sid(one) == sid), None)
            if at is None:
                merged.append(statement)
            else:
                merged[at] = statement
        if part.more is not None:
            more.append(part.more)
            merged = [statement for statement in merged if not _sid(statement)]
    return Known(Items(tuple(merged), ItemsKind.TUPLE, join(*more) if more else None))


def _sid(statement: AnyValue) -> str:
    if not isinstance(statement, Known) or not isinstance(statement.data, Fields):
        return ""
    sid = statement.data.entries.get("Sid")
    if isinstance(sid, Unknown):
        return "?"
    return sid.data if isinstance(sid, Known) and isinstance(sid.data, str) else ""


def _statement(block: AnyValue) -> AnyValue:
    """Return a ``statement`` block as the statement that it makes."""
    if not isinstance(block, Known) or not isinstance(block.data, Fields):
        return block
    entries = block.data.entries
    built: dict[str, AnyValue] = {}
    sid = entries.get("sid", _NOTHING)
    if not isinstance(sid, Absent) and not (isinstance(sid, Known) and sid.data == ""):
        built["Sid"] = sid
    built["Effect"] = lift(
        lambda one: Known("Allow") if isinstance(one, Absent) else one, entries.get("effect", _NOTHING)
    )
    for argument, element in _LISTS:
        given = spread(entries.get(argument, _NOTHING))
        if not _is_empty(given):
            built[element] = lift(_list, given)
    for argument, element in _PRINCIPALS:
        given = entries.get(argument, _NOTHING)
        if not _is_empty(given):
            built[element] = lift(_principals, given)
    if not _is_empty(entries.get("condition", _NOTHING)):
        built["Condition"] = lift(_conditions, entries["condition"])
    return Known(Fields(built, block.data.open), block.origin, block.sensitive)


def _is_empty(value: AnyValue) -> bool:
    if isinstance(value, Known) and isinstance(value.data, Items):
        return not value.data.items and value.data.open is None
    return isinstance(value, Absent)


def _list(value: AnyValue) -> AnyValue:
    """Return a list as the provider writes it: alone without brackets, and policy variables with a dollar sign."""
    if not isinstance(value, Known) or not isinstance(value.data, Items):
        return value
    items = tuple(_text(item) for item in value.data.items)
    if len(items) == 1 and value.data.open is None:
        return items[0]
    return Known(Items(items, ItemsKind.TUPLE, value.data.open), value.origin, value.sensitive)


def _text(value: AnyValue) -> AnyValue:
    """Return a text; ``&{aws:username}`` stands for ``${aws:username}``, which Terraform would interpolate."""
    if isinstance(value, Known) and isinstance(value.data, str) and "&{" in value.data:
        return msgspec.structs.replace(value, data=value.data.replace("&{", "${"))
    return value


def _principals(value: AnyValue) -> AnyValue:
    groups: dict[str, list[AnyValue]] = {}
    more = [found] if (found := _more(value)) is not None else []
    for block in _items(value):
        kind, identifiers = _entry(block, "type"), _entry(block, "identifiers")
        if not isinstance(kind, Known):
            more.append(join(kind, block))
            continue
        groups.setdefault(str(kind.data), []).append(identifiers)
    if not more and list(groups) == ["*"]:
        return Known("*")
    entries = {kind: lift(_joined, *members) for kind, members in groups.items()}
    return Known(Fields(entries, join(*more) if more else None))


def _conditions(value: AnyValue) -> AnyValue:
    tests: dict[str, dict[str, list[AnyValue]]] = {}
    more = [found] if (found := _more(value)) is not None else []
    for block in _items(value):
        test, variable = _entry(block, "test"), _entry(block, "variable")
        if not isinstance(test, Known) or not isinstance(variable, Known):
            more.append(join(test, variable, block))
            continue
        tests.setdefault(str(test.data), {}).setdefault(str(variable.data), []).append(_entry(block, "values"))
    entries = {
        test: Known(Fields({name: lift(_joined, *members) for name, members in variables.items()}))
        for test, variables in tests.items()
    }
    return Known(Fields(entries, join(*more) if more else None))


def _joined(*lists: AnyValue) -> AnyValue:
    """Return the elements of several lists as one list."""
    items = [item for one in lists for item in _items(one)]
    more = [found for one in lists if (found := _more(one)) is not None]
    return _list(Known(Items(tuple(items), ItemsKind.TUPLE, join(*more) if more else None)))


def _entry(block: AnyValue, name: str) -> AnyValue:
    if isinstance(block, Known) and isinstance(block.data, Fields):
        more = block.data.open
        return spread(block.data.entries.get(name, _NOTHING if more is None else more))
    return block if isinstance(block, Unknown) else _NOTHING


def _items(value: AnyValue) -> tuple[AnyValue, ...]:
    if isinstance(value, Known):
        return value.data.items if isinstance(value.data, Items) else (value,)
    return ()


def _more(value: AnyValue) -> Unknown | None:
    """Return why a list may have other elements than those that are known."""
    if isinstance(value, Unknown):
        return value
    return value.data.open if isinstance(value, Known) and isinstance(value.data, Items) else None
