"""The resource instances of a state, in one form for both ways that it is written in."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from leitplanke.sources.documents.addresses import suffix
from leitplanke.sources.documents.form import ShownModule, ShownValues, StateResource
from leitplanke.sources.documents.values import Mask, decode_any


class Instance(msgspec.Struct, frozen=True, gc=False):
    """One instance. ``marks`` masks what is sensitive; ``configuration`` tells provider configurations apart."""

    address: str
    mode: str
    type: str
    provider: str
    configuration: str
    values: msgspec.Raw
    marks: msgspec.Raw
    dependencies: tuple[str, ...]


def of_file(resources: Iterable[StateResource]) -> Iterator[Instance]:
    """Yield the instances of a state file. Deposed objects are those that wait to be deleted."""
    for block in resources:
        kind = "data." if block.mode == "data" else ""
        prefix = f"{block.module}." if block.module else ""
        address = f"{prefix}{kind}{block.type}.{block.name}"
        provider, alias = _provider(block.provider)
        for one in block.instances:
            if one.deposed is None:
                yield Instance(
                    address + suffix(one.index_key),
                    block.mode,
                    block.type,
                    provider or block.type.partition("_")[0],
                    f"{provider}.{alias}" if alias else provider,
                    one.attributes,
                    one.sensitive_attributes,
                    one.dependencies,
                )


def of_show(values: ShownValues | None) -> Iterator[Instance]:
    """Yield the instances of a state as ``terraform show -json`` prints it: without aliases of providers."""
    modules: list[ShownModule] = [values.root_module] if values is not None else []
    while modules:
        module = modules.pop()
        modules += module.child_modules
        for one in module.resources:
            if one.deposed_key is None:
                provider = one.provider_name.rpartition("/")[2] or one.type.partition("_")[0]
                yield Instance(
                    one.address, one.mode, one.type, provider, "", one.values, one.sensitive_values, one.depends_on
                )


def _provider(text: str) -> tuple[str, str]:
    """Return type and alias of a provider: ``provider["host/hashicorp/aws"].replica`` is aws and replica.

    A provider that a module configures is written ``module.store.provider["..."]``.
    """
    head, _, rest = text.rpartition("provider[")
    del head
    name, _, alias = rest.partition('"]')
    return name.strip('"').rpartition("/")[2], alias.lstrip(".")


def mask_of(marks: msgspec.Raw) -> Mask:
    """Return a mask of what is marked as sensitive, from either form: a mask, or a list of paths."""
    found = decode_any(marks)
    if not isinstance(found, list):
        return found
    mask: dict[str, Any] = {}
    for path in found:
        _mark(mask, [step.get("value") for step in path if isinstance(step, dict)] if isinstance(path, list) else [])
    return mask


def _mark(mask: dict[str, Any], steps: list[Any]) -> None:
    """Mark an attribute as a whole: an index in a path may count the elements of a set, which have no order."""
    first = next((step for step in steps if isinstance(step, str)), None)
    if first is not None:
        mask[first] = True
