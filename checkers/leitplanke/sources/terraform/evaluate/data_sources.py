"""Data sources whose answer follows from the configuration. All others are unknown until Terraform asks."""

from collections.abc import Callable, Mapping

from leitplanke.core.logic import lift
from leitplanke.core.origin import written
from leitplanke.core.value import AnyValue, CauseKind, Fields, Known, Reference, Unknown, unknown, with_origin
from leitplanke.sources.terraform.evaluate.configuration import Declared
from leitplanke.sources.terraform.evaluate.context import Context
from leitplanke.sources.terraform.evaluate.policy_documents import policy_json

_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"), ("us-iso-", "aws-iso"))
_SUFFIXES = {"aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com"}
_REGION_NAMES = frozenset({"name", "region", "id"})


def computed_by(
    declared: Declared,
    entries: Mapping[str, AnyValue],
    context: Context,
    address: str,
    settings: Callable[[], Fields],
) -> Mapping[str, AnyValue]:
    """Return the attributes of a data source: those configured, and those that follow from them.

    What is in neither is left to the reference on the object, which makes it unknown by its name.
    """
    type_name = declared.labels[0]
    derived: dict[str, Callable[[], AnyValue]] = {}
    if type_name == "aws_iam_policy_document":
        derived = {"json": lambda: policy_json(entries), "minified_json": lambda: policy_json(entries)}
    elif type_name == "aws_region":
        derived = dict.fromkeys(_REGION_NAMES, lambda: _region(entries, settings, address))
    elif type_name == "aws_partition":
        derived = {
            name: lambda kind=name: lift(_PARTITION[kind], _region({}, settings, address))  # type: ignore[misc]
            for name in _PARTITION
        }
    elif type_name == "aws_caller_identity":
        derived = {
            name: lambda kind=name: _asked(address, kind)  # type: ignore[misc]
            for name in ("account_id", "arn", "id", "user_id")
        }
    if not derived:
        return entries
    keys = frozenset((*entries, *derived))

    def compute(name: str) -> AnyValue:
        if name not in derived:
            return entries[name]
        found = derived[name]()
        return with_origin(found, written(declared.header, f"{address}.{name}", found.origin))

    return context.lazy(f"{address}.", keys, compute)


def _asked(address: str, attribute: str) -> Unknown:
    """Return an attribute that only the cloud can tell, and certainly does."""
    cause = unknown(CauseKind.DATA_SOURCE, f"{address}.{attribute}", nullable=False)
    return Unknown(cause.causes, ref=Reference(address, attribute), nullable=False)


def _region(entries: Mapping[str, AnyValue], settings: Callable[[], Fields], address: str) -> AnyValue:
    """Return the region that the data source names, else that of its provider configuration."""
    for name in ("region", "name"):
        if name in entries:
            return entries[name]
    found = settings()
    if "region" in found.entries:
        return lift(
            lambda one: one if isinstance(one, (Known, Unknown)) else _asked(address, "region"), found.entries["region"]
        )
    return _asked(address, "region")


def _partition(region: AnyValue) -> AnyValue:
    if not isinstance(region, Known):
        return region
    name = next((partition for start, partition in _PARTITIONS if str(region.data).startswith(start)), "aws")
    return Known(name, region.origin, region.sensitive)


def _suffix(region: AnyValue) -> AnyValue:
    partition = _partition(region)
    found = _SUFFIXES.get(partition.data) if isinstance(partition, Known) else None
    return Known(found, region.origin) if found else _without_data(partition)


def _without_data(value: AnyValue) -> AnyValue:
    return value if isinstance(value, Unknown) else unknown(CauseKind.DATA_SOURCE, "dns_suffix", nullable=False)


_PARTITION: dict[str, Callable[[AnyValue], AnyValue]] = {
    "partition": _partition,
    "id": _partition,
    "dns_suffix": _suffix,
}
