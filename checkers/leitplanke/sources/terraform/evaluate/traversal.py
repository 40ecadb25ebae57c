"""Attributes and indices: what `.name` and `[key]` lead to."""

import re

import msgspec

from leitplanke.core.logic import gather, join
from leitplanke.core.value import (
    WORLDS_AT_MOST,
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    Items,
    ItemsKind,
    Known,
    Reference,
    Unknown,
    World,
)
from leitplanke.sources.terraform.evaluate.conversion import number_of, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.structure import inherit, type_name

CERTAIN_ATTRIBUTES = frozenset(
    {
        "arn",
        "cluster_identifier",
        "fqdn",
        "id",
        "identifier",
        "name",
        "principal_id",
        "resource_group_name",
        "self_link",
        "unique_id",
        "url",
        "versionless_id",
    }
)
"""Computed attributes that are always set once the resource exists."""

_INSTANCE_KEY = re.compile(r"\[[^\]]*\]")


def names_a_resource(value: Unknown) -> bool:
    """Tell whether this is a computed attribute such as ``id``: a text that is neither empty nor padded."""
    return value.ref is not None and value.ref.attribute in CERTAIN_ATTRIBUTES and not value.nullable


def attribute(value: AnyValue, name: str) -> AnyValue:
    """Return an attribute of a value without worlds; raise where there is certainly none.

    What is not written of a resource is computed by its cloud: an unknown that says which attribute it is.
    """
    if isinstance(value, Known):
        data = value.data
        if isinstance(data, Fields):
            return inherit(_entry(data, name), value)
        if isinstance(data, Items) and name.isdecimal():
            return index(value, Known(int(name)))
        raise EvaluationError("unsupported-attribute", name=name, type=type_name(value))
    if isinstance(value, Absent):
        raise EvaluationError("attribute-of-null", name=name)
    return _beyond(value, name)


def index(value: AnyValue, key: AnyValue) -> AnyValue:
    """Return the element at a key, all without worlds; raise where there is certainly none.

    For an unknown key of a closed collection, `one_of_entries` knows more.
    """
    if isinstance(value, Absent):
        raise EvaluationError("attribute-of-null", name="[]")
    if isinstance(key, Absent):
        raise EvaluationError("null-value")
    if isinstance(key, Unknown):
        return join(value, key)
    if isinstance(value, Unknown):
        return _beyond(value, text_of(key.data))
    data = value.data
    if isinstance(data, Fields):
        return inherit(_entry(data, text_of(key.data)), value, key)
    if isinstance(data, Items) and data.kind is not ItemsKind.SET:
        return inherit(_element(data, key), value, key)
    raise EvaluationError("not-indexable", type=type_name(value))


def _element(data: Items, key: Known[object]) -> AnyValue:
    at = number_of(key.data)
    if not isinstance(at, int) or at < 0:
        raise EvaluationError("invalid-index", key=text_of(key.data))
    if at < (len(data.items) if data.open is None else data.prefix):
        return data.items[at]
    if data.open is not None:
        return join(data.open, *data.items[data.prefix :])
    raise EvaluationError("invalid-index", key=str(at))


def _entry(data: Fields, name: str) -> AnyValue:
    entries = data.entries
    found = entries.get(name) if name in entries else None
    if data.reference is not None:
        return _of_resource(data.reference, name, found)
    if found is not None:
        return found
    if data.open is not None:
        return join(data.open)
    raise EvaluationError("unsupported-attribute", name=name, type="object")


def _of_resource(reference: Reference, name: str, found: AnyValue | None) -> AnyValue:
    at = Reference(reference.address, f"{reference.attribute}.{name}" if reference.attribute else name)
    if found is None or isinstance(found, Absent):
        # What is not written, or written as null, may be computed by the cloud.
        return computed(at, found)
    return found if found.ref is not None else msgspec.structs.replace(found, ref=at)


def computed(reference: Reference, written: Absent | None = None) -> Unknown:
    """Return the unknown for an attribute that the cloud (or, of a data source, a reading) will tell."""
    plain = _INSTANCE_KEY.sub("", reference.address)
    kind = CauseKind.DATA_SOURCE if plain.startswith("data.") or ".data." in plain else CauseKind.COMPUTED
    return Unknown(
        (Cause(kind, f"{reference.address}.{reference.attribute}"),),
        written.origin if written is not None else None,
        written.sensitive if written is not None else False,
        reference,
        nullable=reference.attribute not in CERTAIN_ATTRIBUTES,
    )


def _beyond(value: Unknown, name: str) -> Unknown:
    """Return what is inside an unknown: unknown by the same causes, and further along the same reference."""
    ref = value.ref
    if ref is not None:
        ref = Reference(ref.address, f"{ref.attribute}.{name}" if ref.attribute else name)
    return Unknown(value.causes, value.origin, value.sensitive, ref)


def one_of_entries(value: AnyValue, key: Unknown, root: str, failure: Unknown | None = None) -> AnyValue:
    """Return what an unknown key leads to: one of the elements, each under the assumption that the key is its.

    ``root`` names the key, so that the same key elsewhere is the same assumption. That the key is none of them is
    left out, since Terraform would stop; where that is caught, ``failure`` is what it leads to.
    """
    if not isinstance(value, Known) or not isinstance(value.data, (Items, Fields)):
        return index(value, key)
    data = value.data
    if isinstance(data, Items):
        options = {str(at): item for at, item in enumerate(data.items)}
    else:
        options = {name: data.entries[name] for name in sorted(data.entries)}
    if data.open is not None or not 0 < len(options) <= WORLDS_AT_MOST:
        return inherit(join(key, *options.values()), value, key)
    worlds = [World(((root, name),), item) for name, item in options.items()]
    if failure is not None:
        worlds.append(World(((root, ""),), failure))
    return branch(tuple(worlds), key, value)


def branch(worlds: tuple[World, ...], condition: Unknown, *containers: AnyValue) -> AnyValue:
    """Return the value of these worlds; where they differ, unknown because of the condition."""
    found = gather(worlds)
    if isinstance(found, Unknown):
        causes = tuple(sorted({*found.causes, *condition.causes}))
        found = msgspec.structs.replace(found, causes=causes)
    return inherit(found, condition, *containers)
