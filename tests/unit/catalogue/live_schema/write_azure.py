"""Write `azure.json.gz`: ``python -m tests.unit.catalogue.live_schema.write_azure``.

Needs the packages ``azure-mgmt-<name>`` of the first names in `azure_types.toml`. Their models come in two kinds: older
ones have a map of attributes and say in their documentation which are enumerations, newer ones have typed fields.
"""

import re
import tomllib
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from types import GenericAlias
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from tests.unit.catalogue.live_schema.kind import Kind, Paths, add, is_deep, write

_KINDS = {
    "bool": "bool",
    "date": "timestamp",
    "datetime": "timestamp",
    "Decimal": "number",
    "decimal": "number",
    "float": "number",
    "int": "number",
    "iso-8601": "timestamp",
    "long": "number",
    "rfc-1123": "timestamp",
    "unix-time": "number",
}
"""By names of the models' types. All others are texts: durations, identifiers, base64, ..."""
_OBJECTS = {"Any", "JSON", "object"}


class _Scalar(NamedTuple):
    """A type that an older model names by a word: ``str``, ``iso-8601``."""

    name: str


class _Package:
    """The models of one package, or of one of its versions: ``storage``, ``authorization.v2022_04_01``."""

    def __init__(self, name: str) -> None:
        self._models = import_module(f"azure.mgmt.{name}.models")

    def paths_of(self, model: str) -> Paths:
        paths: Paths = {}
        self._members(paths, "", getattr(self._models, model), ())
        return paths

    def _members(self, paths: Paths, head: str, model: Any, above: tuple[Any, ...]) -> None:
        for one in self._variants(model):
            for names, type_ in self._fields(one):
                *outer, name = names
                path = head
                for part in outer:
                    path = f"{path}.{part}" if path else part
                    add(paths, path, Kind("object"))
                if name:
                    self._open(paths, f"{path}.{name}" if path else name, type_, (*above, model))
                elif path:
                    # Besides the keys that it names, the object takes others.
                    self._open(paths, f"{path}{{}}", get_args(type_)[1], (*above, model))

    def _variants(self, model: Any) -> Iterator[Any]:
        """Yield the model and all that a discriminator tells apart below it."""
        yield model
        newer = vars(model).get("__mapping__", {}).values()
        older = [name for names in vars(model).get("_subtype_map", {}).values() for name in names.values()]
        for below in (*newer, *(getattr(self._models, name) for name in older)):
            if below is not model:
                yield from self._variants(below)

    def _fields(self, model: Any) -> Iterator[tuple[list[str], Any]]:
        """Yield each field's names in the JSON, from the outside in, and its type."""
        if hasattr(model, "_attribute_map"):
            types = _documented(model)
            for attribute, field in model._attribute_map.items():
                names = [name.replace("\\.", ".") for name in re.split(r"(?<!\\)\.", field["key"])]
                yield names, self._spoken(field["type"], types.get(attribute, ""))
            return
        hints = get_type_hints(model, localns={"_models": self._models})
        for base in reversed(model.__mro__):
            for attribute, value in vars(base).items():
                if type(value).__name__ == "_RestField":
                    yield [value._rest_name_input or attribute], hints.get(attribute, Any)

    def _spoken(self, type_: str, documented: str) -> Any:
        """Return an older model's type: a list, map or model, or a scalar's name."""
        if type_.startswith("["):
            return GenericAlias(list, (self._spoken(type_[1:-1], documented),))
        if type_.startswith("{"):
            return GenericAlias(dict, (str, self._spoken(type_[1:-1], documented)))
        named = re.search(r"str or\s+~[\w.]+\.(\w+)", documented) if type_ == "str" else None
        return getattr(self._models, named.group(1) if named else type_, _Scalar(type_))

    def _open(self, paths: Paths, path: str, type_: Any, above: tuple[Any, ...]) -> None:
        origin, arguments = get_origin(type_), [one for one in get_args(type_) if one is not type(None)]
        if origin is Union or type(type_).__name__ == "UnionType":
            # `Union[str, SkuName]` is an enumeration that may grow.
            named = [one for one in arguments if one is not str] or arguments
            for one in named:
                self._open(paths, path, one, above)
        elif origin is Literal:
            add(paths, path, Kind("string", tuple(str(getattr(one, "value", one)) for one in arguments)))
        elif origin in {list, tuple, set} or (isinstance(origin, type) and issubclass(origin, list)):
            add(paths, path, Kind("list"))
            self._open(paths, f"{path}[]", arguments[0], above)
        elif origin is dict:
            add(paths, path, Kind("map"))
            self._open(paths, f"{path}{{}}", arguments[1], above)
        elif isinstance(type_, type) and issubclass(type_, Enum):
            add(paths, path, Kind("string", tuple(str(one.value) for one in type_)))
        elif hasattr(type_, "_attribute_map") or hasattr(type_, "_is_model"):
            add(paths, path, Kind("object"))
            if type_ not in above and not is_deep(path):
                self._members(paths, path, type_, above)
        else:
            add(paths, path, _scalar(type_.name if isinstance(type_, _Scalar) else getattr(type_, "__name__", "Any")))


def _documented(model: Any) -> dict[str, str]:
    """Return what a model's documentation, and those of what it stands on, say of each attribute's type."""
    texts = [one.__doc__ or "" for one in reversed(model.__mro__)]
    return dict(re.findall(r":(?:var)?type (\w+):((?:.|\n)*?)(?=\n\s*:|\n\s*$|$)", "\n".join(texts)))


def _scalar(name: str) -> Kind:
    return Kind("object") if name in _OBJECTS else Kind(_KINDS.get(name, "string"))


@cache
def _package(name: str) -> _Package:
    return _Package(name)


def main() -> None:
    """Write the file."""
    table = tomllib.loads(Path(__file__).with_name("azure_types.toml").read_text(encoding="utf-8"))
    types: dict[str, Paths] = {}
    for name, place in table.items():
        package, _, model = place.partition(":")
        types[name] = _package(package).paths_of(model)
    packages = sorted({f"azure-mgmt-{place.split(':')[0].split('.')[0]}" for place in table.values()})
    size = write("azure", ", ".join(f"{one} {metadata.version(one)}" for one in packages), types)
    print(f"{len(types)} types, {sum(map(len, types.values()))} paths, {size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
