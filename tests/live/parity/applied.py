"""An estate as Terraform applies it: judged, and evaluated, in production."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from leitplanke.app.check import Project, Request, check
from leitplanke.app.packs import Packs
from leitplanke.core.value import Absent, AnyValue, Encoded, Fields, Items, Known, Reference, Template
from leitplanke.engine.finding import Report
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource
from leitplanke.sources.terraform.stack_reader import read_stack
from leitplanke_policies.pack import PACK

AS_OF = date(2026, 11, 23)
PACKS = Packs([PACK])

Computed: TypeAlias = Callable[[Resource, str], Any]
"""What an attribute of a resource will be that Terraform does not know before it is applied."""


class Applied(msgspec.Struct, frozen=True):
    """An estate: where its files lie, the report on them, and the inventories of its stacks, by their names."""

    folder: Path
    report: Report
    stacks: dict[str, Inventory]

    def resources(self) -> Iterator[Resource]:
        """Yield the resources of all stacks, with data sources among them."""
        for inventory in self.stacks.values():
            yield from inventory.resources


def applied(estate: Path, folder: Path) -> Applied:
    """Judge and evaluate a form of an estate (``fixtures/estates/public-office-google/violating``).

    It is copied to ``folder`` without the variables of other stages: what is live is production alone. The same
    configuration judges a saved inventory that is put there: ``judged(folder / "saved.jsonl.zst")``.
    """
    shutil.copytree(estate, folder, ignore=shutil.ignore_patterns("test.tfvars"))
    request = Request(paths=(str(folder),), as_of=AS_OF)
    project = Project(request, PACKS)
    stacks = {
        plan.stack.name: read_stack(project.files, plan, variables={}, closed=project.configuration.closed)[0]
        for plan in project.plans(["."])
    }
    return Applied(folder, check(request, PACKS), stacks)


def judged(saved: Path) -> Report:
    """Return the report on a saved inventory, by the configuration that lies beside it."""
    return check(Request(paths=(str(saved),), source=str(saved.parent), as_of=AS_OF), PACKS)


def place(resource: Resource) -> str:
    """Return the address of a resource as `tests.live.parity.compare.differences` wants it."""
    return f"{resource.stack}:{resource.address}"


class Values:
    """Reads attributes as plain data: text, number, truth, list, dict; None where nothing is set.

    ``computed`` answers what is known only once it is applied.
    """

    def __init__(self, inventory: Inventory, computed: Computed) -> None:
        self._inventory = inventory
        self._computed = computed

    def of(self, resource: Resource) -> dict[str, Any]:
        """Return all attributes that are set."""
        return self._fields(resource.attributes)

    def setting(self, resource: Resource, name: str) -> Any:
        """Return an argument of the provider's configuration."""
        return self.plain(resource.provider_settings.entries.get(name, Absent()))

    def plain(self, value: AnyValue) -> Any:
        """Return a value as plain data. Raises `ValueError` where nothing says what it will be."""
        if isinstance(value, Absent):
            return None
        if isinstance(value, Known):
            return self._data(value.data)
        if value.ref is not None:
            return self._referred(value.ref)
        if isinstance(value.partial, Template):
            return "".join(part if isinstance(part, str) else str(self.plain(part)) for part in value.partial.parts)
        if isinstance(value.partial, Encoded):
            return json.dumps(self.plain(value.partial.content))
        raise ValueError(f"it is not known what {', '.join(cause.name for cause in value.causes)} will be")

    def _data(self, data: Any) -> Any:
        if isinstance(data, Items):
            return [self.plain(one) for one in data.items]
        if isinstance(data, Fields):
            return self._fields(data)
        return float(data) if isinstance(data, Decimal) else data

    def _fields(self, fields: Fields) -> dict[str, Any]:
        given = {name: self.plain(value) for name, value in fields.entries.items()}
        return {name: value for name, value in given.items() if value is not None}

    def _referred(self, reference: Reference) -> Any:
        target = self._inventory.get(reference.address)
        if target is None:
            raise ValueError(f"{reference.address} is not in the stack")
        return self._computed(target, reference.attribute)
