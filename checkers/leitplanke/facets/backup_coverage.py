"""Whether a backup plan covers a resource: the selections of AWS Backup, with their full semantics.

A selection names resources by ARN (with ``*``), or by tag; conditions narrow it, ``not_resources`` takes out.
Source: AWS Backup developer guide, "Assigning resources to a backup plan"; checked 2026-11-23. Where a selection
has both ARNs and tags, and only one of the two matches, the guide's wording leaves the answer open: unknown.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from leitplanke.core.logic import all_of, any_of, choose, elements, join, lift, negate
from leitplanke.core.text import outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Known, Unknown, Value, unknown
from leitplanke.facets import vault_locks
from leitplanke.facets.arn_patterns import takes_in
from leitplanke.facets.context import Context
from leitplanke.facets.joins import companions
from leitplanke.facets.same_region import same_region
from leitplanke.facets.tags import tags_of
from leitplanke.inventory.facets import Evidence
from leitplanke.inventory.inventory import Scope
from leitplanke.inventory.resource import Resource

_SELECTION = "aws_backup_selection"
_PLAN = "aws_backup_plan"
_VOLUME, _ATTACHMENT = "aws_ebs_volume", "aws_volume_attachment"
_DAYS = "rule.lifecycle.delete_after"
_VAULT = "rule.target_vault_name"
_CONDITIONS = {
    "string_equals": (False, False),
    "string_like": (False, True),
    "string_not_equals": (True, False),
    "string_not_like": (True, True),
}
"""Condition blocks: whether they negate, and whether they match by pattern."""


class Backup(NamedTuple):
    """Recovery points that a rule of a plan makes, if it covers the resource; ``days`` is Absent where they stay."""

    covers: Value[bool]
    days: AnyValue
    evidence: Evidence


def backups(context: Context) -> Iterator[Backup]:
    """Yield the backups that plans make of the resource: one for each rule of a plan that may select it."""
    for selection in context.inventory.of_type(_SELECTION):
        covers = _covers(context, selection)
        if not (isinstance(covers, Known) and covers.data is False):
            yield from _by_plan(context, selection, covers)
    more = _elsewhere(context)
    yield Backup(more if more is not None else Known(False), Absent(), context.evidence(""))


def _by_plan(context: Context, selection: Resource, covers: Value[bool]) -> Iterator[Backup]:
    certain = isinstance(covers, Known) and covers.data is True
    at_selection = context.evidence("", of=selection) if certain else context.evidence("")
    named = selection.read("plan_id")
    plan = context.inventory.target(named)
    if plan is None or plan.type != _PLAN:
        # A recovery point lives for a day at least, whatever the plan says.
        yield Backup(covers, Known(1), at_selection)
        yield Backup(covers, unknown(CauseKind.ELSEWHERE, f"{_PLAN} {shown_name(named)}"), at_selection)
        return
    lengths, vaults = list(plan.read_all(_DAYS)), list(plan.read_all(_VAULT))
    for number, days in enumerate(lengths):
        kept = lift(lambda one: Absent(one.origin) if isinstance(one, Known) and one.data in (0, "0") else one, days)
        ends = certain and not isinstance(days, Absent)
        vault = vaults[number] if len(vaults) == len(lengths) else Absent()
        made = all_of(covers, vault_locks.takes_in(context, vault, kept))
        yield Backup(made, kept, context.evidence(_DAYS, days, of=plan) if ends else at_selection)


def _covers(context: Context, selection: Resource) -> Value[bool]:
    here = all_of(selection.exists, same_region(context, selection))
    selected = any_of(_selects(context, selection), *(_selects(one, selection) for one in _machines(context)))
    return choose(here, selected, Known(False))


def _machines(context: Context) -> Iterator[Context]:
    """Yield the instances that a volume is attached to: a backup of an instance holds its volumes."""
    if context.resource.type != _VOLUME:
        return
    for attachment in companions(context.inventory, context.row, context.resource, _ATTACHMENT).resources:
        machine = context.inventory.target(attachment.read("instance_id"))
        row = context.catalogue.row(machine.type) if machine is not None else None
        if machine is not None and row is not None:
            yield context.at(machine, row)


def backed_up(context: Context) -> tuple[Value[bool], Evidence]:
    """Return whether a backup selection of the stack covers the resource."""
    answers: list[Value[bool]] = []
    telling: Evidence | None = None
    for selection in context.inventory.of_type(_SELECTION):
        answer = any_of(*(made.covers for made in _by_plan(context, selection, _covers(context, selection))))
        answers.append(answer)
        if telling is None or (isinstance(answer, Known) and answer.data is True):
            telling = context.evidence("", of=selection)
    found = any_of(*answers) if answers else Known(False)
    more = _elsewhere(context)
    holds = any_of(found, more) if more is not None else found
    covered = isinstance(holds, Known) and holds.data is True
    return holds, telling if telling is not None and covered else context.evidence("")


def _elsewhere(context: Context) -> Unknown | None:
    """Return why a selection that was not read may cover the resource: another stack of the account may hold it."""
    hidden = context.inventory.why_incomplete(_SELECTION)
    if hidden is not None:
        return hidden
    return None if Scope.ACCOUNT in context.inventory.closed else unknown(CauseKind.SCOPE, _SELECTION)


def _selects(context: Context, selection: Resource) -> Value[bool]:
    arns = _any_arn(context, selection, "resources")
    tags = _any_tag(context, selection)
    has_arns, has_tags = (_is_written(selection, path) for path in ("resources", "selection_tag"))
    if has_arns and has_tags:
        both, either = all_of(arns, tags), any_of(arns, tags)
        open_question = unknown(CauseKind.CLOUD, f"{selection.address}: resources together with selection_tag")
        included = choose(both, Known(True), choose(either, open_question, Known(False)))
    else:
        included = arns if has_arns else tags
    excluded = _any_arn(context, selection, "not_resources")
    return all_of(included, negate(excluded), *_conditions(context, selection))


def _is_written(selection: Resource, path: str) -> bool:
    items, more = elements(selection.attributes.entries.get(path, Absent()))
    return bool(items) or more is not None


def _any_arn(context: Context, selection: Resource, path: str) -> Value[bool]:
    items, more = elements(selection.read(path))
    return any_of(*(_is_arn_of(context, item) for item in items), *((join(more),) if more is not None else ()))


def _is_arn_of(context: Context, value: AnyValue) -> Value[bool]:
    def leaf(one: AnyValue) -> AnyValue:
        target = context.inventory.target(one)
        if target is not None and not target.type.startswith("data."):
            return Known(target.address == context.resource.address, one.origin)
        text = outline(one)
        if text is None:
            return join(one) if isinstance(one, Unknown) else Known(False)
        return takes_in(context, text)

    return lift(leaf, value)


def _any_tag(context: Context, selection: Resource) -> Value[bool]:
    """A resource is taken in by any of the ``selection_tag`` blocks."""
    items, more = elements(selection.attributes.entries.get("selection_tag", Absent()))
    answers = [
        _tag_is(context, item.data, negates=False, pattern=False)
        if isinstance(item, Known) and isinstance(item.data, Fields)
        else join(item)
        for item in items
    ]
    return any_of(*answers, *((join(more),) if more is not None else ()))


def _conditions(context: Context, selection: Resource) -> list[Value[bool]]:
    """All condition blocks must hold."""
    found: list[Value[bool]] = []
    for name, (negates, pattern) in _CONDITIONS.items():
        for value in selection.read_all(f"condition.{name}"):
            items, more = elements(value)
            found += (
                _tag_is(context, item.data, negates=negates, pattern=pattern)
                if isinstance(item, Known) and isinstance(item.data, Fields)
                else join(item)
                for item in items
            )
            if more is not None:
                found.append(join(more))
    return found


def _tag_is(context: Context, block: Fields, *, negates: bool, pattern: bool) -> Value[bool]:
    """Tell whether the resource has the tag that a block names; keys may be written ``aws:ResourceTag/name``."""

    def leaf(key: AnyValue, wanted: AnyValue) -> AnyValue:
        if isinstance(key, Absent) or isinstance(wanted, Absent):
            return Known(False)
        if isinstance(key, Unknown) or isinstance(wanted, Unknown):
            return join(key, wanted)
        name = str(key.data).removeprefix("aws:ResourceTag/")
        return lift(lambda one: _compare(one, str(wanted.data), pattern=pattern), tags_of(context, name))

    equal = lift(leaf, block.entries.get("key", Absent()), block.entries.get("value", Absent()))
    return negate(equal) if negates else equal


def _compare(tag: AnyValue, wanted: str, *, pattern: bool) -> AnyValue:
    if isinstance(tag, Absent):
        return Known(False, tag.origin)
    if isinstance(tag, Known):
        text = str(tag.data)
        return Known(fnmatchcase(text, wanted) if pattern else text == wanted, tag.origin)
    return join(tag)
