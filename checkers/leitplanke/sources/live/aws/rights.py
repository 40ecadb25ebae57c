"""Which calls a scan of AWS may make, and the permissions that they need: from the collectors, nothing by heart."""

from collections.abc import Iterable

import msgspec

from leitplanke.sources.live.aws import form as forms
from leitplanke.sources.live.aws.form import Form
from leitplanke.sources.live.aws.services import BotocoreServices

DISCOVERY = (
    "account:ListRegions",
    "dynamodb:ListTables",
    "ec2:DescribeRegions",
    "ec2:DescribeVpcs",
    "sqs:ListQueues",
)
"""Asked in each account and region before anything else: which regions there are, and whether they are closed."""
START = ("organizations:ListAccounts", "sts:AssumeRole", "sts:GetCallerIdentity")
"""What the identity needs that a scan starts with."""


OWN = ("sts:GetCallerIdentity",)
"""What else an identity needs that reads its own account."""


class Service(msgspec.Struct, frozen=True):
    """What is asked of one service: lists in each region (or once an account), and details for each resource."""

    name: str
    scope: str
    lists: int
    details: int
    permissions: tuple[str, ...]


def rights(services: BotocoreServices, names: Iterable[str] = ()) -> list[Service]:
    """Return what is asked, by collector file; of all, or of those with these names."""
    return [_service(name, forms.read(name), services) for name in (tuple(names) or forms.names())]


def _service(name: str, form: Form, services: BotocoreServices) -> Service:
    calls = {(one.client or form.client, one.operation) for one in form.collect}
    calls |= {(form.client, operation) for operation in form.calls}
    for one in form.collect:
        calls |= {(detail.client or one.client or form.client, detail.operation) for detail in one.details}
    asked = {services.permission(client, operation) for client, operation in calls}
    return Service(
        name,
        form.scope,
        sum(max(1, _product(one.each.values())) for one in form.collect if not one.parent),
        sum(len(one.details) for one in form.collect) + sum(bool(one.parent) for one in form.collect),
        tuple(sorted(asked)),
    )


def _product(lists: Iterable[tuple[str, ...]]) -> int:
    found = 1
    for one in lists:
        found *= len(one)
    return found
