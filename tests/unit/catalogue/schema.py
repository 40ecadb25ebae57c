"""The committed schemas of the Terraform providers, and every attribute path that a row names."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from leitplanke.catalogue.row import AtRestRule, Condition, Row

FOLDER = Path(__file__).parents[3] / "fixtures" / "schema"


@cache
def schemas() -> dict[str, dict[str, str]]:
    """By resource type, the type of each attribute path: ``bool/opt``, ``list(block)/req``."""
    providers = json.loads(gzip.decompress((FOLDER / "index.json.gz").read_bytes()))
    return {name: paths for provider in providers.values() for name, paths in provider["resources"].items()}


class Use(NamedTuple):
    """A path that a row names, in a resource type, and what kinds of attribute may be there."""

    type: str
    path: str
    kinds: tuple[str, ...] = ()
    companion: str = ""
    """The resource type must be one of the row's companions."""


STRING = ("string",)
NUMBER = ("number", "string")
FLAG = ("bool", "string")
LIST = ("list(string)", "set(string)")


def uses(type_name: str, row: Row) -> Iterator[Use]:
    """Yield every path of a row."""
    yield from (Use(type_name, path) for path in row.identity)
    yield from (Use(type_name, path, STRING) for path in row.documents)
    yield from (Use(one.type, one.on, STRING) for one in row.companions if one.on)
    for place in row.placement:
        kinds = () if place.kind in ("pair", "fixed") else (*STRING, *LIST)
        yield from (Use(place.of or type_name, path, kinds, place.of) for path in place.paths)
        yield from condition_uses(type_name, place.when)
    for storage in row.encryption_at_rest:
        yield from _at_rest(type_name, storage)
    for connection in row.encryption_in_transit:
        yield from condition_uses(type_name, connection.required)
        yield from condition_uses(type_name, connection.when)
        if connection.version_path:
            of = connection.version_of
            yield Use(of or type_name, connection.version_path, STRING, of)
            yield from (Use(of or type_name, name, STRING) for name in connection.version_where)
        yield from (Use(type_name, path, FLAG) for path in connection.version_flags)
    for measure in row.recovery:
        yield from condition_uses(type_name, measure.active)
        yield from condition_uses(type_name, measure.when)
        if measure.days_path:
            path = f"{measure.days_each}.{measure.days_path}" if measure.days_each else measure.days_path
            yield Use(measure.days_of or type_name, path, NUMBER, "" if measure.days_through else measure.days_of)
        if measure.days_through:
            yield Use(measure.days_by or type_name, measure.days_through, STRING, measure.days_by)
        if measure.days_if is not None:
            inner = condition_uses(measure.days_of, measure.days_if)
            yield from (one._replace(path=f"{measure.days_each}.{one.path}") for one in inner)
    for opening in row.exposure:
        yield from condition_uses(type_name, opening.public)
        yield from condition_uses(type_name, opening.when)
    for log in row.audit_log:
        yield from condition_uses(type_name, log.active)
        yield from condition_uses(type_name, log.when)
    for end in row.retention:
        path = f"{end.each}.{end.path}" if end.each else end.path
        yield Use(end.of or type_name, path, NUMBER, end.of)
        yield from condition_uses(type_name, end.when)
        if end.each_if is not None:
            inner = condition_uses(end.of or type_name, end.each_if)
            yield from (one._replace(path=f"{end.each}.{one.path}") for one in inner)
    for way in row.authentication:
        for condition in (way.directory, way.passwords, way.second_factor, way.when):
            yield from condition_uses(type_name, condition)
    for grant in row.grants:
        yield from condition_uses(type_name, grant.when)
        listed = ("genesys-role", "genesys-assignment", "key-vault-policy", "google-dataset-access")
        blocks = grant.path if grant.form in listed else ""
        if blocks:
            yield Use(type_name, blocks, ("list(block)",))
        principal = f"{blocks}.{grant.principal}" if grant.form == "key-vault-policy" and blocks else grant.principal
        paths = ("" if blocks else grant.path, principal, grant.role)
        yield from (Use(type_name, path, (*STRING, *LIST)) for path in paths if path)
    for flow in row.flows:
        yield from (Use(type_name, path, STRING) for path in (flow.path, flow.source, flow.class_path) if path)
    if row.key is not None:
        yield from condition_uses(type_name, row.key.rotates)
        yield from condition_uses(type_name, row.key.multi_region)
        if row.key.same_as:
            yield Use(type_name, row.key.same_as, STRING)
    if "{" in row.arn:
        yield Use(type_name, row.arn.partition("{")[2].partition("}")[0], STRING)


def _at_rest(type_name: str, rule: AtRestRule) -> Iterator[Use]:
    head = f"{rule.each}." if rule.each else ""
    if rule.each:
        yield Use(type_name, rule.each, ("list(block)", "set(block)"))
        if rule.each_name:
            yield Use(type_name, head + rule.each_name, STRING)
        yield from (one._replace(path=head + one.path) for one in condition_uses(type_name, rule.each_if))
    if rule.path:
        yield Use(rule.of or type_name, head + rule.path, FLAG, rule.of)
    yield from (Use(key.of or type_name, head + key.path, (*STRING, *LIST), key.of) for key in rule.keys)
    if rule.inherit:
        yield Use(rule.inherit_of or type_name, head + rule.inherit, STRING, rule.inherit_of)
    if rule.account is not None:
        yield Use(rule.account.of, rule.account.path, FLAG)
        if rule.account.key_of:
            yield Use(rule.account.key_of, rule.account.key_path, STRING)
    yield from condition_uses(type_name, rule.when)


def condition_uses(type_name: str, condition: Condition | None) -> Iterator[Use]:
    """Yield every path of a condition."""
    if condition is None:
        return
    for part in (*condition.all, *condition.any, *condition.none):
        yield from condition_uses(type_name, part)
    if condition.through:
        yield Use(condition.by or type_name, condition.through, (*STRING, *LIST), condition.by)
    if condition.path:
        holder = condition.of or type_name
        companion = "" if condition.through else condition.of
        yield Use(holder, condition.path, _kinds(condition), companion)
        block = condition.path.rpartition(".")[0]
        yield from (Use(holder, f"{block}.{name}" if block else name) for name in condition.where)


def _kinds(condition: Condition) -> tuple[str, ...]:
    if condition.present is not None:
        return ()
    if condition.contains:
        return LIST
    if condition.at_least is not None:
        return NUMBER
    values = condition.is_ or condition.is_not
    if values and all(type(value) is int for value in values):
        return NUMBER
    texts = values or condition.starts_with
    return STRING if texts or condition.computed or condition.version_at_least else ("bool",)
