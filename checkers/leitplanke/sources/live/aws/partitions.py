"""AWS's partitions: each is a cloud of its own, with own accounts and endpoints."""

import msgspec


class Partition(msgspec.Struct, frozen=True, gc=False):
    """``home`` is the region that answers for what an account has only once."""

    name: str
    home: str


_PARTITIONS = {
    one.name: one
    for one in (
        Partition("aws", "us-east-1"),
        Partition("aws-cn", "cn-north-1"),
        Partition("aws-us-gov", "us-gov-west-1"),
        Partition("aws-eusc", "eusc-de-east-1"),
        Partition("aws-iso", "us-iso-east-1"),
        Partition("aws-iso-b", "us-isob-east-1"),
        Partition("aws-iso-e", "eu-isoe-west-1"),
        Partition("aws-iso-f", "us-isof-south-1"),
    )
}


def partition(name: str) -> Partition | None:
    """Return a partition; None if there is none of that name."""
    return _PARTITIONS.get(name)


def partition_of_region(region: str) -> Partition:
    """Return the partition that a region is in, by the region's name."""
    by_start = (
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("eusc-", "aws-eusc"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
    )
    return _PARTITIONS[next((name for start, name in by_start if region.startswith(start)), "aws")]
