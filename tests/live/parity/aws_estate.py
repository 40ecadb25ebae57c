"""An estate's resources as AWS would have made them: with accounts, regions, tags, ids and ARNs."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from leitplanke.inventory.resource import Resource
from tests.live.parity.applied import Applied, Values, place
from tests.live.parity.aws_facts import facts_of, uuid_of


class Made(NamedTuple):
    """A resource, applied. ``given`` are its arguments as plain data, ``facts`` what AWS has computed."""

    place: str
    type: str
    account: str
    region: str
    given: dict[str, Any]
    tags: dict[str, str]
    facts: dict[str, str]

    @property
    def id(self) -> str:
        """Terraform's ``id``."""
        return self.facts["id"]

    @property
    def arn(self) -> str:
        """The ARN; Terraform's ``id`` where it has none."""
        return self.facts.get("arn", self.facts["id"])

    def first(self, block: str) -> dict[str, Any]:
        """Return the first block of a name; empty where there is none."""
        blocks: list[dict[str, Any]] = self.given.get(block) or [{}]
        return blocks[0]


class ManagedKey(NamedTuple):
    """A key that AWS has made for a service, or that was in the account before: ``alias/aws/rds``."""

    account: str
    region: str
    alias: str

    @property
    def id(self) -> str:
        """The key's id."""
        own = self.alias.startswith("alias/aws/")
        return uuid_of(*self) if own else f"00000000-0000-4000-8000-{self.account}"

    @property
    def arn(self) -> str:
        """The key's ARN."""
        return f"arn:aws:kms:{self.region}:{self.account}:key/{self.id}"


class AwsEstate:
    """All resources of AWS in an estate; each stack has an account of its own."""

    def __init__(self, applied: Applied, first_account: int) -> None:
        names = sorted(
            name
            for name, inventory in applied.stacks.items()
            if any(one.type.startswith("aws_") for one in inventory.resources)
        )
        self.accounts = {name: str(first_account + number) for number, name in enumerate(names)}
        self.keys: dict[ManagedKey, None] = {}
        self._values = {name: Values(applied.stacks[name], self._computed) for name in names}
        self._made: dict[str, Made] = {}
        for name in names:
            for resource in applied.stacks[name].resources:
                if resource.type.startswith("aws_"):
                    self._of(resource)
        self.all = tuple(self._made[key] for key in sorted(self._made))

    def of(self, *types: str) -> Iterator[Made]:
        """Yield the resources of types."""
        return (one for one in self.all if one.type in types)

    def one(self, type_: str, account: str, **wanted: Any) -> Made | None:
        """Return the resource of an account that has these arguments."""
        return next(self.some(type_, account, **wanted), None)

    def some(self, type_: str, account: str, **wanted: Any) -> Iterator[Made]:
        """Yield the resources of an account that have these arguments."""
        for one in self.of(type_):
            if one.account == account and all(one.given.get(name) == value for name, value in wanted.items()):
                yield one

    def regions(self, account: str) -> list[str]:
        """Return the regions in which an account has something."""
        copied = [one for one in self.of("aws_secretsmanager_secret", "aws_dynamodb_table") if one.account == account]
        copies = [
            place.get("region") or place.get("region_name") for one in copied for place in one.given.get("replica", ())
        ]
        return sorted({*(one.region for one in self.all if one.account == account), *copies})

    def key(self, account: str, region: str, service: str) -> str:
        """Return the ARN of the key that AWS manages for a service; the first who needs it has it made."""
        key = ManagedKey(account, region, service if service.startswith("alias/") else f"alias/aws/{service}")
        self.keys.setdefault(key)
        return key.arn

    def _of(self, resource: Resource) -> Made:
        key = place(resource)
        if key not in self._made:
            values = self._values[resource.stack]
            given = values.of(resource)
            account = self.accounts[resource.stack]
            region = given.get("region") or values.setting(resource, "region")
            default = ((values.setting(resource, "default_tags") or [{}])[0]).get("tags", {})
            own = {**default, **given.get("tags", {})}
            facts = facts_of(resource.type, given, account, region, key)
            self._made[key] = Made(key, resource.type, account, region, given, own, facts)
        return self._made[key]

    def _computed(self, resource: Resource, attribute: str) -> Any:
        account = self.accounts[resource.stack]
        if resource.type == "data.aws_caller_identity":
            return account
        if resource.type == "data.aws_kms_alias":
            values = self._values[resource.stack]
            return self.key(account, values.setting(resource, "region"), values.of(resource)["name"])
        if resource.type.startswith("data.genesyscloud_"):
            return uuid_of(resource.type)
        made = self._of(resource)
        return made.facts[attribute] if attribute in made.facts else made.given[attribute]


def name_of(arn: str) -> str:
    """Return the last part of an ARN."""
    return re.split(r"[:/]", arn)[-1]


def pairs(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Return tags as a list of pairs."""
    return [{key: name, value: text} for name, text in sorted(tags.items())]
