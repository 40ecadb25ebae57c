"""The paths into the answers of AWS, as the installed botocore describes them.

botocore is what reads the answers too, so nothing is committed for AWS: what does not exist in the models cannot come.
"""

from functools import cache
from typing import Any

from botocore import xform_name  # type: ignore[import-untyped, unused-ignore]
from botocore.loaders import Loader  # type: ignore[import-untyped, unused-ignore]
from botocore.model import OperationModel, ServiceModel  # type: ignore[import-untyped, unused-ignore]

from tests.unit.catalogue.live_schema.kind import Kind, Paths, add, is_deep

_KINDS = {
    "boolean": "bool",
    "double": "number",
    "float": "number",
    "integer": "number",
    "long": "number",
    "string": "string",
    "timestamp": "timestamp",
}
_MODELS = Loader()


@cache
def _service(name: str) -> ServiceModel:
    return ServiceModel(_MODELS.load_service_model(name, "service-2"), service_name=name)


@cache
def operations(service: str) -> dict[str, str]:
    """Return a service's operations by the name that botocore's client gives each."""
    return {xform_name(name): name for name in _service(service).operation_names}


def operation(name: str) -> OperationModel | None:
    """Return the operation ``rds:DescribeDBInstances`` (or ``rds:describe_db_instances``)."""
    service, _, spoken = name.partition(":")
    if service not in _MODELS.list_available_services("service-2"):
        return None
    official = operations(service).get(spoken, spoken)
    return _service(service).operation_model(official) if official in operations(service).values() else None


@cache
def paths_of(name: str) -> Paths | None:
    """Return the paths into an operation's answer; bytes, which no document keeps, are left out."""
    model = operation(name)
    if model is None:
        return None
    paths: Paths = {}
    if model.output_shape is not None:
        members(paths, "", model.output_shape, ())
    return paths


def members(paths: Paths, head: str, shape: Any, above: tuple[str, ...]) -> None:
    """Add the paths of a structure's members; ``above`` are the names of the structures that it stands in."""
    for name, member in shape.members.items():
        open_(paths, f"{head}.{name}" if head else name, member, (*above, shape.name))


def open_(paths: Paths, path: str, shape: Any, above: tuple[str, ...]) -> None:
    """Add the path of one shape, and all below it."""
    match shape.type_name:
        case "structure":
            add(paths, path, Kind("object"))
            if shape.name not in above and not is_deep(path):
                members(paths, path, shape, above)
        case "list":
            add(paths, path, Kind("list"))
            open_(paths, f"{path}[]", shape.member, above)
        case "map":
            add(paths, path, Kind("map"))
            open_(paths, f"{path}{{}}", shape.value, above)
            # `QueueAttributeName`: AWS lists the keys of some maps.
            for key in getattr(shape.key, "enum", ()):
                open_(paths, f"{path}.{key}", shape.value, above)
        case "blob":
            pass
        case scalar:
            add(paths, path, Kind(_KINDS[scalar], tuple(getattr(shape, "enum", ()))))
