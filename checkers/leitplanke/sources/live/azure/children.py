"""Reads the settings that Resource Graph lacks: a family of types in one subscription, resource by resource."""

from collections.abc import Generator, Iterable
from typing import Any, TypeAlias

import msgspec

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.asking.calls import Call, Found, Lane, Refusal, Refused, Steps
from leitplanke.sources.live.azure.form import Child, Family
from leitplanke.sources.live.azure.graph import Doubt, region_of
from leitplanke.sources.live.azure.ids import group_of, read_permission
from leitplanke.sources.live.azure.outcome import Outcome, reason
from leitplanke.sources.live.record import Record

SUBSCRIPTION = "microsoft.resources/subscriptions"
# Some resources have their sku inside; capabilities are those of a Cosmos DB account.
COLUMNS = "id, type, location, kind, sku, inner = properties.sku, capabilities = properties.capabilities"
_AT_ONCE = 64
_NOT_REGISTERED = "MissingSubscriptionRegistration"
# What is refused so will be refused for the next resource too; to go on would only cost calls.
_HOPELESS = (Refusal.EXPIRED, Refusal.THROTTLED)
_Reading: TypeAlias = Generator[Call | tuple[Call, ...] | Found, Any, None]


def resource_manager(subscription: str) -> Lane:
    """Return the lane of reads in a subscription: Resource Manager counts them there, whatever they read."""
    return Lane(subscription, "", "resource-manager")


class Parent(msgspec.Struct, frozen=True, gc=False):
    """A resource under which settings are read."""

    id: str
    type: str
    location: str = ""
    kind: str = ""
    sku: str = ""
    capabilities: tuple[str, ...] = ()


def parent_of(row: dict[str, Any]) -> Parent:
    """Return what is to be known of a resource; from a row with the columns `COLUMNS`."""
    sku = row.get("sku") or row.get("inner")
    listed = row.get("capabilities")
    names = (one.get("name") for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return Parent(
        id=row["id"],
        type=row["type"].lower(),
        location=region_of(row),
        kind=str(row.get("kind") or ""),
        sku=str(sku.get("name") or "") if isinstance(sku, dict) else "",
        capabilities=tuple(str(name) for name in names),
    )


def children(family: Family, subscription: str, parents: Iterable[Parent], doubt: Doubt | None = None) -> Steps:
    """Read the types of a family in one subscription. ``doubt``: why there may be more parents than these."""
    return _Children(family, subscription, parents, doubt).run()


class _Children:
    def __init__(self, family: Family, subscription: str, parents: Iterable[Parent], doubt: Doubt | None) -> None:
        self._family = family
        self._subscription = subscription
        self._doubt = doubt
        self._known: dict[str, list[Parent]] = {SUBSCRIPTION: [Parent(f"/subscriptions/{subscription}", SUBSCRIPTION)]}
        for parent in parents:
            self._known.setdefault(parent.type, []).append(parent)
        self._outcomes = {one: Outcome() for one in family.types}
        self._above = {
            one: [of for child in family.child if child.type == one for of in child.of] for one in family.types
        }
        self._needed = {of for child in family.child for of in child.of}
        self._hopeless: Refused | None = None

    def run(self) -> Steps:
        """Read all children, in the order of the file; then say what became of each type."""
        for child in self._family.child:
            outcome = self._outcomes[child.type]
            for of in child.of:
                if of != child.type and of in self._outcomes:
                    outcome.follow(self._outcomes[of])
            waiting = [self._call(child, parent) for parent in self._parents(child)]
            asked, seen = bool(waiting), set[str]()
            while waiting and self._hopeless is None:
                now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
                answers = yield tuple(call for _, call in now)
                for (parent, call), answer in zip(now, answers, strict=True):
                    more = yield from self._answered(child, parent, call, answer, seen)
                    if more is not None:
                        waiting.append((parent, more))
            if asked and self._hopeless is not None:
                outcome.refuse(self._hopeless)
        for name, outcome in self._outcomes.items():
            if self._doubt and self._doubt.about(name, *self._above[name]):
                outcome.worsen(self._doubt.state, self._doubt.text)
            yield outcome.line(self._subscription, name)

    def _parents(self, child: Child) -> list[Parent]:
        return [one for of in child.of for one in self._known.get(of, ()) if _fits(child, one)]

    def _call(self, child: Child, parent: Parent) -> tuple[Parent, Call]:
        path = child.path
        if path.startswith("{group}"):
            path = group_of(parent.id) + path.removeprefix("{group}").replace("{location}", parent.location)
        else:
            path = parent.id + path
        if child.list:
            return parent, Call(resource_manager(self._subscription), "list", {"path": path, "api_version": child.api})
        return parent, Call(resource_manager(self._subscription), "get", {"id": path, "api_version": child.api})

    def _answered(
        self, child: Child, parent: Parent, call: Call, answer: Any, seen: set[str]
    ) -> Generator[Any, Any, Call | None]:
        if isinstance(answer, Refused):
            if answer.kind is Refusal.NOT_FOUND or answer.code == _NOT_REGISTERED or answer.code in child.none:
                return None
            yield from self._refused(child, parent, call, answer)
            return None
        if not child.list:
            path = call.parameters["id"]
            if isinstance(answer, dict) and isinstance(answer.get("properties", {}), dict):
                yield from self._found(child, parent, path, answer)
            else:
                yield from self._refused(child, parent, call, _no_resource(path))
            return None
        return (yield from self._listed(child, parent, call, answer, seen))

    def _refused(self, child: Child, parent: Parent, call: Call, refused: Refused) -> _Reading:
        if refused.kind in _HOPELESS:
            self._hopeless = refused
        elif child.list:
            self._outcomes[child.type].refuse(refused)
        else:
            yield from self._found(child, parent, call.parameters["id"], {}, {"*": reason(refused)}, refused)

    def _listed(
        self, child: Child, parent: Parent, call: Call, answer: Any, seen: set[str]
    ) -> Generator[Any, Any, Call | None]:
        outcome = self._outcomes[child.type]
        path = call.parameters["path"]
        items = answer.get("value") if isinstance(answer, dict) else None
        if not isinstance(items, list):
            outcome.refuse(Refused(Refusal.INVALID, "NoList", "the answer has no list", read_permission(path)))
            return None
        whole: list[tuple[str, dict[str, Any]]] = []
        for number, item in enumerate(items):
            if isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"].startswith("/"):
                whole.append((item["id"], item))
            else:
                outcome.worsen(State.FAILED, f"{path}: number {number} has no id")
        if child.rest:
            yield from self._completed(child, parent, whole)
        else:
            for identity, item in whole:
                yield from self._found(child, parent, identity, item)
        link = answer.get("nextLink") or None
        if link is None:
            return None
        if not isinstance(link, str) or link in seen:
            outcome.refuse(Refused(Refusal.INVALID, "RepeatedToken", "the page token repeats", read_permission(path)))
            return None
        seen.add(link)
        return Call(call.lane, "list", {**call.parameters, "url": link})

    def _completed(self, child: Child, parent: Parent, whole: list[tuple[str, dict[str, Any]]]) -> _Reading:
        """Read each resource of a list that does not show all of it."""
        for at in range(0, len(whole), _AT_ONCE):
            part = whole[at : at + _AT_ONCE]
            answers = yield tuple(
                Call(resource_manager(self._subscription), "get", {"id": identity, "api_version": child.api})
                for identity, _ in part
            )
            for (identity, item), answer in zip(part, answers, strict=True):
                if isinstance(answer, dict):
                    yield from self._found(child, parent, identity, answer)
                    continue
                refused = answer if isinstance(answer, Refused) else _no_resource(identity)
                if refused.kind is Refusal.NOT_FOUND:
                    continue  # gone since it was listed
                if refused.kind in _HOPELESS:
                    self._hopeless = refused
                yield from self._found(child, parent, identity, item, {child.rest: reason(refused)}, refused)

    def _found(
        self,
        child: Child,
        parent: Parent,
        identity: str,
        doc: dict[str, Any],
        unknown: dict[str, str] | None = None,
        refused: Refused | None = None,
    ) -> _Reading:
        outcome = self._outcomes[child.type]
        if not outcome.take(identity.lower()):
            return
        if refused is not None:
            outcome.part(refused)
        region = region_of(doc) or parent.location
        if child.type in self._needed:
            found = Parent(identity, child.type, region, str(doc.get("kind") or ""))
            self._known.setdefault(child.type, []).append(found)
        yield Record("azure", child.type, identity.lower(), self._subscription, region, doc, unknown or {})


def _no_resource(path: str) -> Refused:
    return Refused(Refusal.INVALID, "NoResource", "the answer is no resource", read_permission(path))


def _fits(child: Child, parent: Parent) -> bool:
    kinds = {one.strip().casefold() for one in parent.kind.split(",")}
    if child.kinds and parent.kind and not any(one.casefold() in kinds for one in child.kinds):
        return False
    if any(one.casefold() in kinds for one in child.but_kinds):
        return False
    if child.skus and parent.sku and parent.sku not in child.skus:
        return False
    if child.capabilities and not any(one in parent.capabilities for one in child.capabilities):
        return False
    if any(one in parent.capabilities for one in child.lacking):
        return False
    return parent.id.rpartition("/")[2].casefold() not in child.but
