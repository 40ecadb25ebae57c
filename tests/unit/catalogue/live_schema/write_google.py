"""Write `google.json.gz`: ``python -m tests.unit.catalogue.live_schema.write_google``.

Needs `google-api-python-client` (whose wheel holds the discovery documents) and `google-cloud-memorystore`.
"""

import json
import tomllib
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from tests.unit.catalogue.live_schema.kind import Kind, Paths, add, is_deep, write

_SCALARS = {"boolean": "bool", "integer": "number", "number": "number"}
_TIMES = ("date-time", "google-datetime")


@cache
def _schemas(api: str, version: str) -> dict[str, Any]:
    package = Path(str(import_module("googleapiclient").__file__)).parent
    document = package / "discovery_cache" / "documents" / f"{api}.{version}.json"
    schemas: dict[str, Any] = json.loads(document.read_bytes())["schemas"]
    return schemas


def paths_of(schema: str) -> Paths:
    """Return the paths of one schema, named as in `google_types.toml`."""
    api, version, name = schema.split(":")
    paths: Paths = {}
    if api == "proto":
        message = getattr(import_module(version), name)
        _fields(paths, "", message.pb(message()).DESCRIPTOR, ())
    else:
        schemas = _schemas(api, version)
        _properties(paths, "", schemas[name], schemas, (name,))
    return paths


def _properties(paths: Paths, head: str, schema: Any, schemas: dict[str, Any], above: tuple[str, ...]) -> None:
    for name, member in schema.get("properties", {}).items():
        _open(paths, f"{head}.{name}" if head else name, member, schemas, above)


def _open(paths: Paths, path: str, schema: Any, schemas: dict[str, Any], above: tuple[str, ...]) -> None:
    name = schema.get("$ref")
    if name in above:
        add(paths, path, Kind("object"))
        return
    if name is not None:
        schema, above = schemas[name], (*above, name)
    match schema["type"]:
        case "array":
            add(paths, path, Kind("list"))
            _open(paths, f"{path}[]", schema["items"], schemas, above)
        case "object" if "additionalProperties" in schema:
            add(paths, path, Kind("map"))
            _open(paths, f"{path}{{}}", schema["additionalProperties"], schemas, above)
        case "object":
            add(paths, path, Kind("object"))
            if not is_deep(path):
                _properties(paths, path, schema, schemas, above)
        case "any":
            add(paths, path, Kind("object"))
        case "string":
            # Numbers of 64 bits and durations are strings in JSON; only their format tells.
            kind = "timestamp" if schema.get("format") in _TIMES else "string"
            add(paths, path, Kind(kind, tuple(schema.get("enum", ()))))
        case scalar:
            add(paths, path, Kind(_SCALARS[scalar]))


def _fields(paths: Paths, head: str, message: Any, above: tuple[str, ...]) -> None:
    for field in message.fields:
        path = f"{head}.{field.json_name}" if head else field.json_name
        inner = field.message_type
        if inner is not None and inner.GetOptions().map_entry:
            add(paths, path, Kind("map"))
            _value(paths, f"{path}{{}}", inner.fields_by_name["value"], above)
        elif field.is_repeated:
            add(paths, path, Kind("list"))
            _value(paths, f"{path}[]", field, above)
        else:
            _value(paths, path, field, above)


def _value(paths: Paths, path: str, field: Any, above: tuple[str, ...]) -> None:
    message = field.message_type
    if message is None:
        add(paths, path, _scalar(field))
    elif message.full_name == "google.protobuf.Timestamp":
        add(paths, path, Kind("timestamp"))
    elif message.full_name in {"google.protobuf.Duration", "google.protobuf.FieldMask"}:
        add(paths, path, Kind("string"))
    else:
        add(paths, path, Kind("object"))
        if message.full_name not in above and not is_deep(path):
            _fields(paths, path, message, (*above, message.full_name))


def _scalar(field: Any) -> Kind:
    if field.enum_type is not None:
        return Kind("string", tuple(value.name for value in field.enum_type.values))
    if field.cpp_type == field.CPPTYPE_BOOL:
        return Kind("bool")
    narrow = (field.CPPTYPE_INT32, field.CPPTYPE_UINT32, field.CPPTYPE_FLOAT, field.CPPTYPE_DOUBLE)
    return Kind("number" if field.cpp_type in narrow else "string")


def main() -> None:
    """Write the file."""
    table = tomllib.loads(Path(__file__).with_name("google_types.toml").read_text(encoding="utf-8"))
    types: dict[str, Paths] = {}
    for name, schemas in table.items():
        types[name] = {}
        for schema in schemas:
            for path, found in paths_of(schema).items():
                add(types[name], path, found)
    packages = ("google-api-python-client", "google-cloud-memorystore")
    size = write("google", ", ".join(f"{package} {metadata.version(package)}" for package in packages), types)
    print(f"{len(types)} types, {sum(map(len, types.values()))} paths, {size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
