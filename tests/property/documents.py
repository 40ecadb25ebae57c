"""Documents of live records, drawn from what the clouds' schemas have and what rows read of them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random
from typing import Any

from leitplanke.catalogue.live_loader import PROVIDERS, LiveCatalogue, load_live_catalogue
from leitplanke.catalogue.live_row import LivePath, LiveRow
from leitplanke.catalogue.loader import Catalogue, load_catalogue
from leitplanke.sources.live.mapping.attributes import paths_of
from leitplanke.sources.live.mapping.paths import At, Each, Pick, Step, steps
from leitplanke.sources.live.mapping.view import CHILD, CHILDREN, child_type
from leitplanke.sources.live.record import Cloud, Record
from tests.property.rows import settings
from tests.unit.catalogue.live_schema import aws_documents
from tests.unit.catalogue.live_schema.index import paths_of as schema_of
from tests.unit.catalogue.live_schema.kind import Kind

ACCOUNTS: dict[Cloud, str] = {
    "aws": "111122223333",
    "azure": "11111111-2222-3333-4444-555555555555",
    "google": "calls-prod",
}
_PLACES = {"aws": ("eu-central-1", "us-east-1"), "azure": ("germanywestcentral", "eastus"), "google": ("europe-west3",)}
_NAMES = ("calls", "logs", "")
_LEFT_OUT = 0.25


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def live_catalogue(cloud: Cloud) -> LiveCatalogue:
    return load_live_catalogue(PROVIDERS[cloud])


@cache
def _kinds(cloud: Cloud, live_type: str) -> dict[str, Kind]:
    found = aws_documents.paths_of(live_type) if cloud == "aws" else schema_of(cloud, live_type)
    return {_plain(path): kind for path, kind in (found or {}).items()}


def _plain(path: str) -> str:
    return re.sub(r"\[[^\]]*\]|\{\}", "", path).casefold()


def identity(cloud: Cloud, live_type: str, number: int) -> str:
    """Return an id as the cloud's are."""
    if cloud == "aws":
        service, name = live_type.split("::")[1:3]
        return f"arn:aws:{service.lower()}:{_PLACES['aws'][0]}:{ACCOUNTS['aws']}:{name.lower()}/{number}"
    if cloud == "azure":
        return f"/subscriptions/{ACCOUNTS['azure']}/resourcegroups/g/providers/{live_type}/{number}"
    service, _, name = live_type.partition("/")
    return f"//{service}/projects/{ACCOUNTS['google']}/{name.partition('#')[0].lower()}s/{number}"


def name_of(live_type: str, path: str, number: int) -> str:
    """Return what no other resource of the type has at a path: its name, its link."""
    return f"{live_type.rpartition('/')[2].rpartition(':')[2].lower()}-{_plain(path).rpartition('.')[2]}-{number}"


def names(cloud: Cloud, live_type: str, number: int) -> list[str]:
    """Return the texts by which documents may name a resource."""
    own = [name_of(live_type, path, number) for path in _identities(cloud, live_type)]
    return [identity(cloud, live_type, number), *own]


@cache
def _identities(cloud: Cloud, live_type: str) -> tuple[str, ...]:
    """Return the paths of what tells the resources of a type apart."""
    found: list[str] = []
    for name, live in _rows(cloud, live_type):
        row = catalogue().row(name)
        for attribute in row.identity if row is not None and not live.part else ():
            written = live.paths.get(attribute, "")
            path = written if isinstance(written, str) else written.path
            if path and not path.startswith("$") and "[" not in path:
                found.append(path)
    return tuple(dict.fromkeys(found))


class Draw:
    """Draws the records of a type, and those that its rows read beside them."""

    def __init__(self, cloud: Cloud, random: Random, ids: Iterable[str]) -> None:
        self._cloud = cloud
        self._random = random
        self._ids = tuple(ids)

    def records(self, live_type: str, number: int) -> Iterator[Record]:
        """Yield a record, and its children."""
        own = identity(self._cloud, live_type, number)
        rows = _rows(self._cloud, live_type)
        doc: dict[str, Any] = {}
        for path in _identities(self._cloud, live_type):
            _put(doc, steps(path), name_of(live_type, path, number))
        about = self._random.choice(rows)
        for test in about[1].when:
            if test.is_ or test.contains or test.present:
                choice = self._random.choice((*test.is_, *test.contains, *(("x",) if test.present else ())))
                _put(doc, steps(test.path), choice)
        children: dict[str, tuple[str, dict[str, Any]]] = {}
        for path, choices in _choices(self._cloud, live_type).items():
            if path in _identities(self._cloud, live_type) or self._random.random() < _LEFT_OUT:
                continue
            head, _, below = path.partition(".")
            if head in (CHILD, CHILDREN):
                name, _, rest = below.partition(".")
                name = name.removesuffix("[]").lower()
                at = f"{own}/{name}" if head == CHILD else f"{own}/{name}/one"
                of = child_type(live_type, name)
                into = children.setdefault(at, (of, {}))[1]
                _put(into, steps(rest), self._value(of, rest, choices))
            else:
                _put(doc, steps(path), self._value(live_type, path, choices))
        region = self._random.choice(_PLACES[self._cloud])
        yield Record(self._cloud, live_type, own, ACCOUNTS[self._cloud], region, doc)
        for at, (of, inside) in children.items():
            yield Record(self._cloud, of, at, ACCOUNTS[self._cloud], region, inside)

    def _value(self, live_type: str, path: str, choices: tuple[Any, ...]) -> Any:
        kind = _kinds(self._cloud, live_type).get(_plain(path), Kind("string"))
        texts = tuple(str(one) for one in choices if isinstance(one, str))
        match kind.kind:
            case "bool":
                return self._random.choice((True, False))
            case "number":
                numbers = tuple(one for one in choices if isinstance(one, int) and not isinstance(one, bool))
                return self._random.choice((*numbers, 0, 1, 400))
            case "list":
                return self._random.sample((*texts, *kind.enum, *self._ids, "calls"), k=self._random.randrange(1, 3))
            case "map" | "object":
                return {"data": self._random.choice(("recordings", "none", "calls"))}
            case "timestamp":
                return "2026-01-01T00:00:00+00:00"
            case _:
                return self._random.choice((*texts, *kind.enum) or (*self._ids, *_NAMES))


@cache
def _rows(cloud: Cloud, live_type: str) -> tuple[tuple[str, LiveRow], ...]:
    live = live_catalogue(cloud)
    return tuple((name, live.rows[name]) for name in live.by_record_type[live_type])


@cache
def _choices(cloud: Cloud, live_type: str) -> dict[str, tuple[Any, ...]]:
    """Return what may stand at each path that a row of the type reads: what its rules tell apart, and some others."""
    found: dict[str, list[Any]] = {}
    for name, live in _rows(cloud, live_type):
        wanted = _wanted(name)
        for path in paths_of(live):
            at = f"{live.part}{path[1:]}" if path.startswith("@") else path
            if not at.startswith("$") or at.startswith((f"{CHILD}.", f"{CHILDREN}.")):
                found.setdefault(at, [])
        for attribute, written in live.paths.items():
            given = LivePath(path=written) if isinstance(written, str) else written
            path = f"{live.part}{given.path[1:]}" if given.path.startswith("@") else given.path
            if path in found:
                texts = wanted.get(attribute.replace("[]", ""), ())
                divided = (one * given.divide if type(one) is int else one for one in texts)
                found[path] += [*given.values, "other"] if given.values else divided
        for test in (*live.when, *live.unless):
            if test.path in found:
                found[test.path] += [*test.is_, *test.is_not, *test.contains]
    # What is read whole, and also in parts, is made of its parts.
    return {
        path: tuple(dict.fromkeys(one))
        for path, one in sorted(found.items())
        if not any(other.startswith((f"{path}.", f"{path}[", f"{path}{{")) for other in found)
    }


@cache
def _wanted(name: str) -> dict[str, tuple[Any, ...]]:
    """Return what rules tell apart in the attributes of a type, those of other types that it completes included."""
    row = catalogue().row(name)
    assert row is not None
    found = {one.path: one.choices for one in settings(name, row) if not one.of}
    for other in _completed_by(name):
        completed = catalogue().row(other)
        assert completed is not None
        found |= {one.path: one.choices for one in settings(other, completed) if one.of == name}
    return found


@cache
def _completions() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in catalogue().types():
        row = catalogue().row(name)
        for companion in row.companions if row is not None else ():
            found.setdefault(companion.type, []).append(name)
    return {name: tuple(types) for name, types in found.items()}


def _completed_by(name: str) -> tuple[str, ...]:
    return _completions().get(name, ())


def _put(doc: dict[str, Any], path: tuple[Step, ...], value: Any) -> None:
    """Put a value at a path; lists get one element."""
    at: Any = doc
    for number, step in enumerate(path):
        rest = path[number + 1 :]
        below: Any = {} if rest and isinstance(rest[0], str) else [] if rest else value
        if rest and isinstance(rest[0], Each) and rest[0].of_map:
            below = {}
        if isinstance(step, str):
            if not isinstance(at, dict):
                return
            at = at.setdefault(step, below)
        elif isinstance(step, Each) and step.of_map:
            if not isinstance(at, dict):
                return
            at = at.setdefault("one", below)
        elif isinstance(at, list):
            if isinstance(step, Pick):
                own: dict[str, Any] = {}
                _put(own, steps(step.field), step.value)
                at.append(own)
            elif isinstance(step, At):
                at.extend([below] * (step.index + 1 - len(at)))
            elif not at:
                at.append(below)
            at = at[-1]
        else:
            return
