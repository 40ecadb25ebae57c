"""The tasks of a scan of Azure: tables of Resource Graph by batches of subscriptions, then settings by subscription."""

import hashlib
from collections.abc import Generator, Iterable
from functools import partial
from typing import Any

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused, Steps, Task
from leitplanke.sources.live.azure.children import COLUMNS, Parent, children, parent_of, resource_manager
from leitplanke.sources.live.azure.form import Collectors, Family, Table
from leitplanke.sources.live.azure.graph import Doubt, Ground, Pages, above, below
from leitplanke.sources.live.azure.ids import subscription_of
from leitplanke.sources.live.azure.outcome import reason
from leitplanke.sources.live.azure.rights import providers

BATCH = 200
"""Subscriptions a query asks for; Resource Graph's guidance is to group them by 100 to 300."""
_PERMISSIONS = "2022-04-01"
_AT_ONCE = 64


def tasks(collectors: Collectors, tenant: str, subscriptions: Iterable[str], ground: Ground) -> list[Task]:
    """Return the tasks that a scan of these subscriptions begins with; the others are found by them.

    ``ground`` has the management group and the services that are asked for.
    """
    ids = sorted({one.lower() for one in subscriptions})
    batches = tuple(tuple(ids[at : at + BATCH]) for at in range(0, len(ids), BATCH))
    over = Ground(tenant, (), ground.management_group, ground.services, {}, batches)
    made = [
        Task(tenant, "", f"{table.name} above subscriptions", partial(_above, table, over), types=wanted)
        for table in collectors.table
        if (wanted := tuple(one for one in table.above if over.wants(one)))
    ]
    for batch in batches:
        here = Ground(tenant, batch, ground.management_group, ground.services)
        made.append(_task(here, "rights", partial(_rights, collectors, here), discovers=True))
    return made


def _task(ground: Ground, name: str, run: Any, types: tuple[str, ...] = (), *, discovers: bool = False) -> Task:
    """Return a task for a batch. One that covers many subscriptions is the tenant's; its name tells which they are."""
    batch = ground.subscriptions
    if len(batch) == 1:
        return Task(batch[0], "", name, run, discovers=discovers, types=types)
    digest = hashlib.sha256("\n".join(batch).encode()).hexdigest()[:12]
    return Task(ground.tenant, "", f"{name} of {len(batch)} subscriptions ({digest})", run, discovers=discovers)


def _above(table: Table, ground: Ground) -> Steps:
    """Read what a table has of management groups and the tenant; not all of it if the root may not be read."""
    root = f"/providers/Microsoft.Management/managementGroups/{ground.tenant}"
    (answer,) = yield (_permissions(root, resource_manager(ground.tenant)),)
    doubt = _doubt(answer, "the root management group", ground.services)
    doubts = {ground.tenant: doubt} if doubt else {}
    here = Ground(ground.tenant, (), ground.management_group, ground.services, doubts, ground.batches)
    yield from above(table, here)


def _rights(collectors: Collectors, ground: Ground) -> Steps:
    """Look up what may be read at all, then go on to all that is asked for.

    Resource Graph is silent about what one may not read: for a subscription of which only one resource group may be
    read, it gives that group's resources, and nothing says that there are more. So each subscription is asked for the
    caller's own permissions, and Resource Graph whether it knows the subscription.
    """
    doubts: dict[str, Doubt] = {}
    batch = ground.subscriptions
    for at in range(0, len(batch), _AT_ONCE):
        part = batch[at : at + _AT_ONCE]
        answers = yield tuple(_permissions(f"/subscriptions/{one}", resource_manager(one)) for one in part)
        for subscription, answer in zip(part, answers, strict=True):
            if (doubt := _doubt(answer, "the subscription", ground.services)) is not None:
                doubts[subscription] = doubt
    known: set[str] = set()
    query = "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id | order by id asc"
    try:
        pages = Pages(ground.lane, query, {"subscriptions": list(batch)})
        while (rows := (yield from pages.ask())) is not None:
            known |= {subscription_of(row["id"]) for row in rows if _has(row, "id")}
    except Refused as refused:
        missing = Doubt(refused.kind.state, reason(refused))
    else:
        missing = Doubt(State.FAILED, "Resource Graph does not know the subscription")
    for subscription in batch:
        if subscription not in known:
            doubts.setdefault(subscription, missing)
    here = Ground(ground.tenant, batch, ground.management_group, ground.services, doubts)
    elsewhere = frozenset(one for family in collectors.family for one in family.types)
    for table in collectors.table:
        wanted = tuple(one for one in table.types if here.wants(one))
        if wanted or table.whole:
            yield _task(here, table.name, partial(below, table, here, elsewhere), wanted)
    families = [one for family in collectors.family if (one := _asked(family, here)) is not None]
    if families:
        yield _task(here, "parents", partial(_parents, families, here), discovers=True)


def _permissions(scope: str, lane: Lane) -> Call:
    path = f"{scope}/providers/Microsoft.Authorization/permissions"
    return Call(lane, "list", {"path": path, "api_version": _PERMISSIONS})


def _doubt(answer: Any, scope: str, services: tuple[str, ...]) -> Doubt | None:
    """Return why not all of a scope may be read. Of an answer that is not one nothing is concluded."""
    if isinstance(answer, Refused):
        if answer.kind in (Refusal.NOT_FOUND, Refusal.INVALID, Refusal.UNSUPPORTED):
            return None
        return Doubt(answer.kind.state, f"{answer}, so what may be read is not known")
    roles = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(roles, list):
        return None
    namespaces = services or tuple(providers())
    read = {one for one in namespaces if any(isinstance(role, dict) and _reads(role, one) for role in roles)}
    if len(read) == len(namespaces):
        return None
    text = f"no role at {scope} reads all of this resource provider: there may be more"
    return Doubt(State.DENIED, text, frozenset(read))


def _reads(role: dict[str, Any], namespace: str) -> bool:
    """Tell whether a role reads all of a resource provider."""
    every = ("*", "*/read", f"{namespace}/*", f"{namespace}/*/read")
    but = [str(one).casefold() for one in role.get("notActions") or []]
    if any(one in every or (one.startswith(f"{namespace}/") and one.endswith(("/read", "/*"))) for one in but):
        return False
    return any(str(one).casefold() in every for one in role.get("actions") or [])


def _asked(family: Family, ground: Ground) -> Family | None:
    """Return a family without the types that are not asked for; those that are read under others need them."""
    needed = {child.type for child in family.child if ground.wants(child.type)}
    for child in reversed(family.child):  # what is read under others comes after them
        if child.type in needed:
            needed |= {of for of in child.of if of in family.types}
    kept = tuple(child for child in family.child if child.type in needed)
    return Family(family.name, kept) if kept else None


def _parents(families: list[Family], ground: Ground) -> Generator[Any, Any, None]:
    """List the resources under which settings are read, and find a task for each family and subscription."""
    types = sorted({one for family in families for one in family.parents})
    named = ", ".join(repr(one) for one in types)
    query = f"resources | where type in~ ({named}) | project {COLUMNS} | order by id asc"
    found: dict[str, dict[str, list[Parent]]] = {one: {} for one in ground.subscriptions}
    failed: Doubt | None = None
    try:
        pages = Pages(ground.lane, query, {"subscriptions": list(ground.subscriptions)})
        while (rows := (yield from pages.ask())) is not None:
            for row in rows:
                if not _has(row, "id", "type"):
                    failed = Doubt(State.FAILED, "a row of a parent has no id or no type")
                elif (subscription := subscription_of(row["id"])) in found:
                    parent = parent_of(row)
                    found[subscription].setdefault(parent.type, []).append(parent)
    except Refused as refused:
        failed = Doubt(refused.kind.state, f"the resources that have it could not be listed: {reason(refused)}")
    for subscription, by_type in found.items():
        doubt = failed or ground.doubts.get(subscription)
        for family in families:
            parents = tuple(one for of in sorted(family.parents) for one in by_type.get(of, ()))
            run = partial(children, family, subscription, parents, doubt)
            yield Task(subscription, "", f"settings of {family.name}", run, types=family.types, service=family.service)


def _has(row: Any, *columns: str) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(one), str) for one in columns)
