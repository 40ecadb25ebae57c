"""What a module that is not there was given: only that can lead it to resources outside of it."""

from collections.abc import Iterable, Iterator

from leitplanke.core.logic import CAUSES_AT_MOST
from leitplanke.core.value import AnyValue, Cause, Encoded, Fields, Items, Known, Template, Unknown
from leitplanke.inventory.inventory import Reach
from leitplanke.sources.terraform.evaluate.configuration import Declared
from leitplanke.sources.terraform.evaluate.context import Place
from leitplanke.sources.terraform.evaluate.expansion import expand

_META = frozenset({"count", "depends_on", "for_each", "providers", "source", "version"})


def reach_of(declared: Declared, place: Place, address: str) -> Reach | None:
    """Return what the arguments of a module call name, in all its instances; None where that is not known."""
    values: list[AnyValue] = []
    for instance in expand(declared, place, address).instances:
        inside = place.bind(instance.names, address + instance.suffix) if instance.names else place
        values += (inside.value(one, name) for name, one in declared.arguments.items() if name not in _META)
    addresses: set[str] = set()
    causes: set[Cause] = set()
    texts: set[str] = set()
    for value in _all_in(values):
        if isinstance(value, (Known, Unknown)) and value.ref is not None:
            addresses.add(value.ref.address)
        if isinstance(value, Unknown):
            if len(value.causes) >= CAUSES_AT_MOST:
                return None
            causes.update(value.causes)
        elif isinstance(value, Known) and isinstance(value.data, str):
            texts.add(value.data)
        elif isinstance(value, Known) and isinstance(value.data, Fields) and value.data.reference is not None:
            addresses.add(value.data.reference.address)
    return Reach(frozenset(addresses), frozenset(causes), frozenset(texts))


def _all_in(values: Iterable[AnyValue]) -> Iterator[AnyValue]:
    """Yield the values and all that is in them: elements, worlds, known parts."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, Unknown):
            waiting.extend(world.value for world in value.worlds)
            if isinstance(value.partial, Template):
                waiting.extend(Known(part) if isinstance(part, str) else part for part in value.partial.parts)
            elif isinstance(value.partial, Encoded):
                waiting.append(value.partial.content)
        elif isinstance(value, Known) and isinstance(value.data, Items):
            waiting.extend(value.data.items)
            if value.data.open is not None:
                waiting.append(value.data.open)
        elif isinstance(value, Known) and isinstance(value.data, Fields):
            waiting.extend(value.data.entries.values())
            if value.data.open is not None:
                waiting.append(value.data.open)
