"""Made resources: attributes as plan JSON has them, and the plan (format 1.2) that creates them.

A setting is an attribute of the resource itself, or of a companion, and what stands there. Where the schema has a
block, a list with one element is made.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from tests.unit.catalogue.schema import schemas


class _Mark:
    """Stands for what is no JSON."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


class Place(NamedTuple):
    """A reference to a store that lies inside or outside of the European Union."""

    inside: bool


UNKNOWN: Final = _Mark("UNKNOWN")
"""Known after apply: ``after_unknown`` in the plan."""
BLOCK: Final = _Mark("BLOCK")
"""A block, or a companion, in which nothing is set."""

NAMED: Final = _Mark("NAMED")
"""A reference to the resource that a companion completes."""

Key: TypeAlias = tuple[str, str]
"""Type of the companion, empty for the resource itself, and the path in it, empty for it as a whole."""
Settings: TypeAlias = Mapping[Key, Any]
Tree: TypeAlias = dict[str, Any]

_STORES: Mapping[str, tuple[str, str, str, str]] = {
    "aws": ("aws_s3_bucket", "region", "eu-central-1", "us-east-1"),
    "azurerm": ("azurerm_storage_account", "location", "germanywestcentral", "eastus"),
    "google": ("google_storage_bucket", "location", "EUROPE-WEST3", "US-CENTRAL1"),
}
_LATER = ["terraform_data.later.output", "terraform_data.later"]
_PROVIDERS = {
    "aws": {"region": "eu-central-1"},
    "google": {"region": "europe-west3", "zone": "europe-west3-a"},
    "genesyscloud": {"aws_region": "eu-central-1"},
    "azurerm": {},
}


def tree(type_name: str, settings: Settings, of: str = "") -> Tree:
    """Return the attributes of a resource, or of its companion ``of``: lists where the schema has blocks."""
    made: Tree = {}
    kinds = schemas().get(type_name, {})
    for (holder, path), value in settings.items():
        if holder != of or not path:
            continue
        at, seen = made, ""
        *blocks, last = path.split(".")
        for step in blocks:
            seen = f"{seen}.{step}" if seen else step
            at = at.setdefault(step, {} if kinds.get(seen, "").startswith(("map", "any")) else [{}])
            at = at[0] if isinstance(at, list) else at
        kind = kinds.get(path, "")
        if value is BLOCK:
            at.setdefault(last, [{}])
        else:
            listed = kind.startswith(("list", "set")) and not isinstance(value, list) and value is not UNKNOWN
            at[last] = [value] if listed else value
    return made


class Planned(NamedTuple):
    """A resource in a plan: what it is called, its attributes, and what its references lead to, by attribute."""

    type: str
    name: str
    attributes: Tree
    names: tuple[str, str] | None = None
    """Path of the attribute by which it names another resource, and the address of that."""


def resources(type_name: str, name: str, settings: Settings, joins: Mapping[str, str]) -> Iterator[Planned]:
    """Yield the resource that settings make, and its companions, which name it; ``joins`` says at which attribute."""
    yield Planned(type_name, name, tree(type_name, settings))
    for of in sorted({holder for holder, _ in settings if holder}):
        on = joins[of]
        own = f"{type_name}.{name}"
        yield Planned(of, own.replace(".", "_"), tree(of, settings, of), (on, own) if on else None)


def plan(provider: str, planned: Iterable[Planned]) -> dict[str, Any]:
    """Return a plan that creates resources, as ``terraform show -json`` writes it."""
    changes, blocks = [], []
    for one in (*_targets(provider), *planned):
        given = dict(one.attributes)
        if one.names is not None:
            _refer(given, one.names[0].split("."), [f"{one.names[1]}.id", one.names[1]])
        known, unknown, written = _split(given, provider)
        same = {"address": f"{one.type}.{one.name}", "mode": "managed", "type": one.type, "name": one.name}
        source = "terraform.io/builtin/terraform" if one.type == "terraform_data" else "registry.terraform.io/"
        change = {"actions": ["create"], "before": None, "after": known, "after_unknown": {**unknown, "id": True}}
        owner = one.type.partition("_")[0]
        name = source if one.type == "terraform_data" else f"{source}hashicorp/{owner}"
        changes.append({**same, "provider_name": name, "change": change})
        blocks.append({**same, "provider_config_key": owner, "expressions": written, "schema_version": 0})
    configured = {
        name: {"name": name, "expressions": {key: {"constant_value": one} for key, one in arguments.items()}}
        for name, arguments in _PROVIDERS.items()
    }
    root = {"resources": blocks}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "complete": True,
        "resource_changes": changes,
        "configuration": {"provider_config": configured, "root_module": root},
    }


def _targets(provider: str) -> Iterator[Planned]:
    yield Planned("terraform_data", "later", {})
    if provider in _STORES:
        type_name, attribute, inside, outside = _STORES[provider]
        yield Planned(type_name, "inside", {attribute: inside})
        yield Planned(type_name, "outside", {attribute: outside})


class _Reference(NamedTuple):
    addresses: list[str]


def _refer(at: Any, path: list[str], addresses: list[str]) -> None:
    *blocks, last = path
    for step in blocks:
        at = at.setdefault(step, [{}])[0]
    at[last] = _Reference(addresses)


def _split(value: Any, provider: str) -> tuple[Any, Any, Any]:
    """Return what is known of a value, the mask of what is not, and the expression that it is written as."""
    if value is UNKNOWN:
        return None, True, {"references": _LATER}
    if isinstance(value, _Reference):
        return None, True, {"references": value.addresses}
    if isinstance(value, Place):
        target = f"{_STORES[provider][0]}.{'inside' if value.inside else 'outside'}"
        return None, True, {"references": [f"{target}.id", target]}
    if isinstance(value, dict):
        parts = {name: _split(one, provider) for name, one in value.items()}
        known = {name: one[0] for name, one in parts.items() if one[1] is not True}
        mask = {name: one[1] for name, one in parts.items() if one[1]}
        return known, mask, {name: one[2] for name, one in parts.items()}
    if isinstance(value, list):
        elements = [_split(one, provider) for one in value]
        if all(isinstance(one, dict) for one in value):
            return [one[0] for one in elements], [one[1] for one in elements], [one[2] for one in elements]
        references = [name for one in elements for name in one[2].get("references", ())]
        masks = [one[1] for one in elements]
        written = {"references": references} if references else {"constant_value": value}
        return [one[0] for one in elements], masks if True in masks else False, written
    return value, False, {"constant_value": value}
