"""AWS policy documents as grants."""

from leitplanke.core.document import decode_document
from leitplanke.core.logic import elements, entries, fallback, join, lift
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Items, Known, Template, Unknown, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.grants.aws_account import is_foreign
from leitplanke.facets.grants.aws_principal import principals
from leitplanke.inventory.facets import Effect, Grant, Selection
from leitplanke.inventory.resource import Resource


def statements(
    context: Context, resource: Resource, document: AnyValue, kind: str, path: str, principal: AnyValue | None = None
) -> tuple[tuple[Grant, ...], Unknown | None]:
    """Return the statements of a policy document as grants, and why there may be more, if so.

    ``principal`` is who an identity policy is attached to, where the document itself cannot say.
    """
    if isinstance(document, Absent):
        return (), None
    tree = decode_document(document)
    if not isinstance(tree, Known) or not isinstance(tree.data, Fields):
        cause = unknown(CauseKind.ERROR, "not a policy document", document.origin)
        return (), join(tree) if isinstance(tree, Unknown) else cause
    body, more = entries(tree)
    written = body.get("Statement", Absent(tree.origin))
    found, rest = elements(written)
    doubts = [one for one in (rest, more if isinstance(written, Absent) else None) if one is not None]
    grants: list[Grant] = []
    for number, statement in enumerate(found):
        if isinstance(statement, Known) and isinstance(statement.data, Fields):
            grants.append(_grant(context, resource, statement.data, kind, path, number, document, principal))
        elif isinstance(statement, Unknown):
            doubts.append(statement)
    return tuple(grants), join(*doubts) if doubts else None


def _grant(
    context: Context,
    resource: Resource,
    statement: Fields,
    kind: str,
    path: str,
    number: int,
    document: AnyValue,
    principal: AnyValue | None,
) -> Grant:
    sid = statement.entries.get("Sid")
    name = sid.data if isinstance(sid, Known) and isinstance(sid.data, str) and sid.data else str(number + 1)
    if principal is not None:
        who = Selection((principal,))
    elif "NotPrincipal" in statement.entries:
        who = principals(context, statement.entries["NotPrincipal"], excluded=True)
    else:
        who = principals(context, _field(statement, "Principal"))
    telling = next((value for value in statement.entries.values() if value.origin is not None), document)
    return Grant(
        slot=f"statement:{name}",
        kind=kind,
        effect=lift(_effect, fallback(_field(statement, "Effect"), Known("Allow"))),
        principals=who,
        actions=_selection(statement, "Action"),
        resources=_selection(statement, "Resource"),
        evidence=context.evidence(path, telling, of=resource),
        conditions=tuple(_conditions(statement)),
        foreign=is_foreign(context, resource, _field(statement, "Principal")) if kind == "trust" else Absent(),
    )


def _field(statement: Fields, name: str) -> AnyValue:
    found = statement.entries.get(name)
    if found is not None:
        return found
    return statement.open if statement.open is not None else Absent()


def _effect(value: AnyValue) -> AnyValue:
    if isinstance(value, Known):
        return Known(Effect.DENY if str(value.data) == "Deny" else Effect.ALLOW, value.origin)
    return value


def _selection(statement: Fields, name: str) -> Selection:
    """Return ``Action`` or ``NotAction``, ``Resource`` or ``NotResource``, as a selection."""
    excluded = f"Not{name}" in statement.entries
    written = _field(statement, f"Not{name}" if excluded else name)
    if isinstance(written, Unknown) and _is_one_text(written):
        return Selection((written,), excluded)
    items, rest = elements(written)
    return Selection(items, excluded, join(rest) if rest is not None else None)


def _is_one_text(value: Unknown) -> bool:
    """Tell whether an unknown is a single text, of which something is known."""
    if value.ref is not None or isinstance(value.partial, Template):
        return True
    worlds = [world.value for world in value.worlds]
    return bool(worlds) and all(isinstance(one, Known) and isinstance(one.data, str) for one in worlds)


def _conditions(statement: Fields) -> list[tuple[str, AnyValue]]:
    found: list[tuple[str, AnyValue]] = []
    operators, more = entries(_field(statement, "Condition"))
    for operator, keys in operators.items():
        named, rest = entries(keys)
        found += ((f"{operator} {key}", _single(value)) for key, value in named.items())
        if rest is not None:
            found.append(("? ?", rest))
    if more is not None:
        found.append(("? ?", more))
    return found


def _single(value: AnyValue) -> AnyValue:
    """Return the one element of a list of one; any other value as it is."""
    if isinstance(value, Known) and isinstance(value.data, Items) and value.data.open is None:
        return value.data.items[0] if len(value.data.items) == 1 else value
    return value
