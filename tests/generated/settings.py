"""What a row reads, and what may stand there: candidates for each setting, good and bad alike."""

from collections.abc import Iterator
from typing import Any

import msgspec

from leitplanke.catalogue.row import (
    AtRestRule,
    Condition,
    GrantRule,
    InTransitRule,
    PlacementRule,
    RecoveryRule,
    RetentionRule,
    Row,
)
from tests.generated.granted import AUDIT_CONFIG, choices
from tests.generated.made import BLOCK, Key, Place
from tests.generated.places import ABROAD, AT_HOME, PRODUCTS
from tests.unit.catalogue.schema import schemas

_A_DAY = {"days": 1, "hours": 24, "seconds": 86_400, "milliseconds": 86_400_000}
_ARNS = tuple(f"arn:aws:rds:{region}:111122223333:x:y" for region in ("eu-central-1", "us-east-1"))
_KEYS = {
    "aws": ("arn:aws:kms:eu-central-1:111122223333:key/abc", "arn:aws:kms:eu-central-1:111122223333:alias/aws/x"),
    "azurerm": ("https://vault.vault.azure.net/keys/data/1",),
    "google": ("projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k",),
}


def candidates(type_name: str, row: Row, parts: Any) -> dict[Key, tuple[Any, ...]]:
    """Return all settings that parts of a row read, each with values of which some are good and some bad."""
    found: dict[Key, dict[Any, None]] = {}
    documents = tuple(f"{one}." for one in row.documents)
    naming = {(one.type, one.on) for one in row.companions}
    if isinstance(parts, PlacementRule) and parts.kind == "pair":
        parts = (parts, row.placement[0])
    for of, path, values in _read(parts, type_name):
        if of:
            found.setdefault((of, ""), {})[BLOCK] = None
        if not path or (of, path) in naming or (not of and path.startswith(documents)):
            continue
        kind = schemas().get(of or type_name, {}).get(path, "").partition("/")[0]
        options = tuple(BLOCK if "block" in kind else one for one in values) or _plain(kind)
        found.setdefault((of, path), {}).update(dict.fromkeys(options))
    blocks = {(of, path.rpartition(".")[0]) for of, path in found}
    return {key: (BLOCK,) if key in blocks else tuple(values) for key, values in found.items()}


def _plain(kind: str) -> tuple[Any, ...]:
    """Return values of a kind of which any says no more than that it is there."""
    if "block" in kind:
        return (BLOCK,)
    return (True, False) if kind == "bool" else (40, 3) if kind == "number" else ("another",)


def _read(part: Any, type_name: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    provider = type_name.partition("_")[0]
    match part:
        case Condition(computed="data-access-log"):
            yield AUDIT_CONFIG, "service", (*part.is_, "another.googleapis.com")
            yield AUDIT_CONFIG, "audit_log_config.log_type", ("DATA_READ", "DATA_WRITE")
        case Condition():
            yield from _condition(part, type_name)
        case GrantRule():
            yield from (("", path, values) for path, values in choices(part))
        case PlacementRule():
            names = tuple(part.values) or _places(part, provider)
            yield from ((part.of, path, names) for path in part.paths)
        case AtRestRule():
            head = f"{part.each}." if part.each else ""
            if part.each:
                yield "", part.each, (BLOCK,)
                yield "", head + part.each_name if part.each_name else "", ("one",)
            if part.path:
                yield part.of, head + part.path, tuple(_decoded(name) for name in part.levels)
            yield from ((one.of, head + one.path, _KEYS.get(provider, ())) for one in part.keys)
            yield from ((of, head + path, values) for of, path, values in _read(part.each_if, type_name))
        case InTransitRule():
            names = (*part.versions, *(() if "another" in part.versions else ("another",)))
            yield part.version_of, part.version_path, names
            yield from ((part.version_of, name, (one,)) for name, one in part.version_where.items())
        case RecoveryRule() if not part.days_each:
            yield part.days_of, part.days_path, tuple(part.days_values) or _days(part.unit)
        case RetentionRule():
            head = f"{part.each}." if part.each else ""
            yield part.of, head + part.path, (*_days(part.unit), *part.never)
            yield from ((part.of, head + path, values) for _, path, values in _read(part.each_if, part.of or type_name))
        case _:
            pass
    if isinstance(part, msgspec.Struct):
        for name in (one for one in part.__struct_fields__ if one != "each_if"):
            yield from _read(getattr(part, name), type_name)
    elif isinstance(part, tuple):
        for one in part:
            yield from _read(one, type_name)


def _both(provider: str) -> tuple[str, str]:
    return AT_HOME[provider].lower(), ABROAD[provider].lower()


def _places(rule: PlacementRule, provider: str) -> tuple[Any, ...]:
    if rule.kind == "reference":
        return (Place(inside=True), Place(inside=False))
    if rule.after:
        return tuple(f"projects/p/{rule.after}/{name}/x/y" for name in _both(provider))
    names = _ARNS if rule.kind == "arn" else PRODUCTS.get(rule.product) or _both(rule.provider or provider)
    zoned = any(path.endswith("zone") for path in rule.paths) and provider == "google"
    return tuple(f"{name}-a" for name in names) if zoned else names


def _days(unit: str) -> tuple[Any, ...]:
    if unit not in _A_DAY:
        return ()
    return (40 * _A_DAY[unit], 3 * _A_DAY[unit])


def _condition(part: Condition, type_name: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    if part.computed or part.through or not part.path:
        return
    numbers = () if part.at_least is None else (part.at_least, part.at_least - 1)
    versions = (part.version_at_least, "0.1") if part.version_at_least else ()
    listed = (*part.is_, *part.is_not, *part.contains, *part.starts_with, *numbers, *versions)
    kind = schemas().get(part.of or type_name, {}).get(part.path, "")
    if kind.startswith("bool") or (not kind and not listed and part.present is None):
        listed = (*listed, True, False) if not set(map(str, listed)) & {"true", "false"} else (*listed, "true", "false")
    elif "string" in kind and not versions:
        listed = (*listed, "another")
    yield part.of, part.path, listed
    head, dot, _ = part.path.rpartition(".")
    yield from ((part.of, f"{head}{dot}{key}", (wanted, "another")) for key, wanted in part.where.items())


def _decoded(name: str) -> Any:
    return {"true": True, "false": False}.get(name, name)
