"""From a state to an inventory: what Terraform has made."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from sys import intern
from typing import Any

import msgspec

from leitplanke.core.diagnostic import Diagnostic, warning
from leitplanke.core.message import message
from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import AnyValue, CauseKind, Fields, Known, unknown
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource, Stack
from leitplanke.sources.documents.entries import Entries, Recent
from leitplanke.sources.documents.form import Document
from leitplanke.sources.documents.identities import Identities, Names, cloud_id, names_in
from leitplanke.sources.documents.located import located
from leitplanke.sources.documents.values import (
    Builder,
    Mask,
    Path,
    decode_object,
    is_empty,
    mark,
    no_unknown,
)
from leitplanke.sources.documents.written import Written, region_of
from leitplanke.sources.state.instances import Instance, mask_of, of_file, of_show

_SECRET = re.compile(
    r"access_key|auth_token|client_secret|connection_string|passphrase|password|private_key|sas_token"
    r"|secret_(?:binary|key|string)|\btoken"
)
"""Attributes that hold secrets by their names: a state file does not say what the provider's schema says of them."""
_KMS_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:key/.*")
_DYNAMIC = {"type", "value"}


def read_state(
    document: Document,
    path: str,
    stack: Stack,
    *,
    source: Inventory | None = None,
    regions: Mapping[str, str] | None = None,
    closed: Iterable[Scope] = (Scope.MODULE,),
) -> tuple[Inventory, list[Diagnostic]]:
    """Return the resources of a state, and what is wrong with it. Arguments are as for a plan."""
    shown = document.resources is None
    instances = list(of_show(document.values) if shown else of_file(document.resources or ()))
    written = Written(source)
    names = {one.address: names_in(one.values) for one in instances}
    reader = _Reader(instances, names, written, regions or {})
    resources = [reader.resource(one, stack.name) for one in instances]
    diagnostics: list[Diagnostic] = []
    managed = [one.address for one in instances if one.mode == "managed"]
    if (missing := written.missing(managed)) and managed:
        text = message("plan-not-of-source", count=len(missing), first=missing[0])
        diagnostics.append(warning(text, path=path))
    return Inventory(stack, resources, closed=closed), diagnostics


@lru_cache(maxsize=1_024)
def _is_secret(name: str) -> bool:
    return _SECRET.search(name) is not None


class _Reader:
    """One state while it is read."""

    def __init__(
        self,
        instances: Iterable[Instance],
        names: Mapping[str, Names],
        written: Written,
        regions: Mapping[str, str],
    ) -> None:
        self.identities = Identities(names.items())
        self.recent = Recent()
        self._names = names
        self._written = written
        self._regions = regions
        self._shared: dict[tuple[str, str], Fields] = {}
        self._region_by_configuration = self._agreed(instances)

    def resource(self, one: Instance, stack: str) -> Resource:
        """Return an instance as a resource."""
        written = self._written.at(one.address)
        return Resource(
            stack,
            one.address,
            intern(f"data.{one.type}" if one.mode == "data" else one.type),
            intern(one.provider),
            Fields(Attributes(self, one, written)),
            self._settings(one, written),
            cloud_id(self._names[one.address]),
            span=written.span if written is not None else None,
            body=written.body if written is not None else None,
            calls=written.calls if written is not None else (),
        )

    def _settings(self, one: Instance, written: Resource | None) -> Fields:
        """Return what is known of the provider's configuration, which no state has: where its resources are."""
        region = region_of(one.values, self._names[one.address]) if one.provider == "aws" else None
        label = "region"
        if region is None:
            region, label = self._regions.get(one.configuration), f"provider_regions.{one.configuration}"
        if region is None:
            region, label = self._region_by_configuration.get(one.configuration), "region"
        if region is None:
            settings = Fields()
        else:
            settings = self._shared.setdefault(
                (region, label),
                Fields({"region": Known(region, Origin(OriginKind.OPTION if "." in label else OriginKind.API, label))}),
            )
        return self._written.settings(written, settings) if written is not None else settings

    def _agreed(self, instances: Iterable[Instance]) -> dict[str, str]:
        """Return the one region that all resources of a provider configuration are in, where there is one."""
        found: dict[str, set[str]] = {}
        for one in instances:
            if one.provider == "aws" and one.configuration and one.mode == "managed":
                region = region_of(one.values, self._names[one.address])
                if region is not None:
                    found.setdefault(one.configuration, set()).add(region)
        return {name: next(iter(regions)) for name, regions in found.items() if len(regions) == 1}


class Decoded(msgspec.Struct, gc=False):
    """What all attributes of a resource need."""

    values: dict[str, Any]
    marks: Mask


class Attributes(Entries[Decoded]):
    """The attributes of one resource instance. Empty texts, lists and maps are what nobody set."""

    __slots__ = ("_instance", "_reader", "_written")

    def __init__(self, reader: _Reader, instance: Instance, written: Resource | None) -> None:
        super().__init__(reader.recent)
        self._reader = reader
        self._instance = instance
        self._written = written

    def load(self) -> tuple[Decoded, int]:
        """Decode values and marks."""
        values = self._instance.values
        return Decoded(decode_object(values), mask_of(self._instance.marks)), len(memoryview(values))

    def names(self, decoded: Decoded) -> Iterator[str]:
        """Yield the names of all attributes in the state."""
        return iter(decoded.values)

    def compute(self, decoded: Decoded, name: str) -> AnyValue | None:
        """Return an attribute; None where it is empty."""
        data = decoded.values.get(name)
        if data is None:
            return None
        if self._instance.type == "terraform_data" and isinstance(data, dict) and data.keys() == _DYNAMIC:
            data = data["value"]
        written = self._written.attributes.entries.get(name) if self._written is not None else None
        if is_empty(data):
            return None
        if self._written is not None and written is None and isinstance(data, str) and _KMS_KEY.fullmatch(data):
            return None
        marks = decoded.marks
        sensitive = marks.get(name) if isinstance(marks, dict) else marks
        value = Builder(no_unknown, self._text).build(data, False, sensitive, (name,))
        return located(value, written) if written is not None else value

    def _text(self, text: str, path: Path) -> AnyValue:
        value = self._named(text, path)
        return mark(value) if any(isinstance(step, str) and _is_secret(step) for step in path) else value

    def _named(self, text: str, path: Path) -> AnyValue:
        one = self._instance
        if path[0] in ("id", "arn"):
            return Known(text)
        ref = self._reader.identities.find(text, one.address, one.dependencies)
        if ref is None and self._written is None and _KMS_KEY.fullmatch(text) and one.mode == "managed":
            # Where nobody named a key, the cloud tells the one that it uses itself by an ARN just like this.
            return unknown(CauseKind.SCOPE, f"key {text}")
        return Known(text, ref=ref)
