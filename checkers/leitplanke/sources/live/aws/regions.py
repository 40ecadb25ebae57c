"""The regions of an account, and whether the organisation has closed one."""

from collections.abc import Generator
from typing import Any

from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused
from leitplanke.sources.live.aws.collect import Collector

_ENABLED = ("ENABLED", "ENABLED_BY_DEFAULT", "ENABLING", "DISABLING")
# Services that a policy which closes a region has no reason to leave open: none has anything global.
_PROBES = (
    ("ec2", "describe_vpcs", {"MaxResults": 5}),
    ("dynamodb", "list_tables", {"Limit": 1}),
    ("sqs", "list_queues", {"MaxResults": 1}),
)


def enabled(collector: Collector) -> Generator[Call, Any, list[str]]:
    """Return the regions that are enabled in the account; raises `Refused` if nobody tells."""
    place = collector.place
    try:
        answer = yield from collector.ask(
            Call(
                Lane(place.account, place.home, "account"), "list_regions", {"RegionOptStatusContains": list(_ENABLED)}
            )
        )
        found = [region["RegionName"] for region in answer.get("Regions", ())]
    except Refused:
        answer = yield from collector.ask(Call(Lane(place.account, place.home, "ec2"), "describe_regions", {}))
        found = [region["RegionName"] for region in answer.get("Regions", ())]
    if not found:
        # No account is without regions: an empty list is no answer.
        raise Refused(Refusal.INVALID, "NoRegions", "the list of regions is empty", "ec2:DescribeRegions")
    return sorted(found)


def is_closed(account: str, region: str) -> Generator[tuple[Call, ...], Any, bool]:
    """Return whether service control policies deny a region as a whole."""
    answers = yield tuple(
        Call(Lane(account, region, service), operation, parameters) for service, operation, parameters in _PROBES
    )
    return all(isinstance(answer, Refused) and answer.kind is Refusal.REGION_CLOSED for answer in answers)
