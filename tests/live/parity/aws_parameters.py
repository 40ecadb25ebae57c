"""Groups of parameters, as RDS tells of them, with what holds where nobody has set anything."""

from typing import Any

from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import Made

# What a family of parameters says where nobody has set it; a few of several hundred.
_PARAMETERS = {
    "postgres16": {"rds.force_ssl": "1", "log_statement": "none", "shared_preload_libraries": "pg_stat_statements"},
    "postgres17": {"rds.force_ssl": "1", "log_statement": "none", "shared_preload_libraries": "pg_stat_statements"},
    "aurora-postgresql16": {"rds.force_ssl": "0", "log_statement": "none", "rds.logical_replication": "0"},
}
_OF_INSTANCE = {"log_statement": "none", "work_mem": "4096"}
"""Parameters of an instance of Aurora: what the cluster is set to is not among them."""


def parameters_of(shelf: Shelf, parameter: str) -> Any:
    """Return an operation that lists the parameters of a group."""
    return shelf.detail(parameter, "Parameters", missing="DBParameterGroupNotFound", part=lambda doc: doc["parameters"])


def told(kind: str) -> tuple[str, ...]:
    """Return the fields that a list of groups tells."""
    return (f"{kind}Name", f"{kind}Arn", "DBParameterGroupFamily", "Description")


def group(one: Made, kind: str) -> Doc:
    """Return a group with its parameters: those that are set, and the engine's defaults."""
    family = one.given["family"]
    own = {item["name"]: item for item in one.given.get("parameter", ())}
    others = {name: value for name, value in _PARAMETERS[family].items() if name not in own}
    set_ = [_parameter(name, item["value"], "user", item["apply_method"]) for name, item in sorted(own.items())]
    return {
        f"{kind}Name": one.id,
        f"{kind}Arn": one.arn,
        "DBParameterGroupFamily": family,
        "Description": "Managed by Terraform",
        "parameters": [*set_, *(_parameter(name, value) for name, value in others.items())],
    }


def _parameter(name: str, value: str, source: str = "engine-default", method: str = "pending-reboot") -> Doc:
    return {
        "ParameterName": name,
        "ParameterValue": value,
        "Source": source,
        "ApplyType": "dynamic",
        "DataType": "string",
        "IsModifiable": True,
        "ApplyMethod": method,
    }


def default_name(one: Made) -> str:
    """Return the name of the group of an instance that names none."""
    return f"default.{one.given['engine']}{one.given['engine_version'].partition('.')[0]}"


def put_default_group(groups: Shelf, one: Made) -> None:
    """Put the group of an instance that names none where RDS has it."""
    name = default_name(one)
    doc = {
        "DBParameterGroupName": name,
        "DBParameterGroupArn": f"arn:aws:rds:{one.region}:{one.account}:pg:{name}",
        "DBParameterGroupFamily": name.removeprefix("default."),
        "Description": f"Default parameter group for {name.removeprefix('default.')}",
        "parameters": [_parameter(parameter, value) for parameter, value in _OF_INSTANCE.items()],
    }
    groups.put(one.account, one.region, doc, name)
