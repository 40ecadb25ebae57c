"""Opens AWS: from what the user asks for to the first tasks, and to who makes their calls."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Caller, Refusal, Task
from leitplanke.sources.live.aws import clients, partitions
from leitplanke.sources.live.aws import form as forms
from leitplanke.sources.live.aws.caller import AwsCaller
from leitplanke.sources.live.aws.credentials import AccountCredentials, Role
from leitplanke.sources.live.aws.discovery import Discovery, Scope
from leitplanke.sources.live.aws.errors import refusal
from leitplanke.sources.live.aws.partitions import Partition
from leitplanke.sources.live.aws.services import BotocoreServices
from leitplanke.sources.live.problems import ScanError

RATES = {"s3": 50.0}
"""Calls a second that are gentle although more than for other services: S3 answers for each bucket apart."""

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")


class AwsOptions(msgspec.Struct, frozen=True, gc=False):
    """What a user asks for. Empty stands for all: all regions that are enabled, all services there are collectors for.

    Without ``accounts`` and ``organisation``, the account of the credentials is read.
    """

    profile: str = ""
    accounts: tuple[str, ...] = ()
    role_name: str = ""
    """The role that is assumed in other accounts, with its path if it has one."""
    external_id: str = ""
    organisation: bool = False
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    partition: str = ""
    """Where credentials are not for the region that is configured: ``aws-cn``, ``aws-us-gov``, ``aws-eusc``."""


def open_aws(
    options: AwsOptions, *, version: str, now: Callable[[], float], threads: int = 16, timeout: float = 60.0
) -> tuple[list[Task], Caller]:
    """Return the first tasks and the caller. Raises `ScanError`.

    ``now`` gives seconds since 1970; ``timeout`` is for how many an answer is waited for.
    """
    files = _files(options.services)
    for account in options.accounts:
        if not _ACCOUNT.fullmatch(account):
            raise ScanError(f"{account} is no AWS account: give the twelve digits.")
    for region in options.regions:
        if not _REGION.fullmatch(region):
            raise ScanError(f"{region} is no AWS region: give names such as eu-central-1.")
    try:
        import botocore  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        raise ScanError("AWS's SDK is not installed: pip install 'leitplanke[aws]'.") from None
    settings = clients.settings(version, threads, timeout)
    own = _Own(options, settings)
    account, partition = own.identity(options)
    if options.organisation:
        own.check_organisation(partition)
    role = _role(options, account, partition)
    accounts = AccountCredentials(account, own.credentials, role, own.assume(partition), now)
    session = clients.shared_session(options.profile, accounts, own.loader)
    services = BotocoreServices(own.loader)
    caller = AwsCaller(session, clients.Clients(session, settings), accounts, services)
    scope = Scope(
        own_account=account,
        partition=partition,
        organisation=options.organisation,
        accounts=tuple(dict.fromkeys(options.accounts)),
        regions=tuple(dict.fromkeys(options.regions)),
        files=files,
        first=own.region,
    )
    return Discovery(scope, services).roots(), caller


class _Own:
    """The credentials that the scan is started with, and what is asked with them before it begins."""

    def __init__(self, options: AwsOptions, settings: Any) -> None:
        from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]

        self._profile = options.profile
        self._settings = settings
        try:
            self._session = clients.own_session(options.profile)
            region = self._session.get_config_variable("region") or ""
            self._credentials = self._session.get_credentials()
        except BotoCoreError as error:
            raise ScanError(
                f"The credentials of AWS cannot be read: {error}. `aws configure list-profiles` lists the profiles."
            ) from error
        if self._credentials is None:
            raise ScanError(
                "There are no credentials for AWS: sign in with `aws sso login`, name a profile with --profile, or set "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        stated = partitions.partition(options.partition) if options.partition else None
        if options.partition and stated is None:
            raise ScanError(f"{options.partition} is no partition of AWS: give aws, aws-cn, aws-us-gov or aws-eusc.")
        first = region or (options.regions[0] if options.regions else "")
        self._partition = stated or partitions.partition_of_region(first)
        self.region = (
            first if first and partitions.partition_of_region(first) is self._partition else self._partition.home
        )

    @property
    def loader(self) -> Any:
        """What has read botocore's models."""
        return self._session.get_component("data_loader")

    def identity(self, options: AwsOptions) -> tuple[str, Partition]:
        """Return the account and partition of the credentials."""
        try:
            answer = self._client("sts", self.region).get_caller_identity()
            account, arn = str(answer["Account"]), str(answer["Arn"])
        except Exception as error:
            refused = refusal(error, "sts:GetCallerIdentity")
            if refused.kind is Refusal.EXPIRED:
                hint = "They have expired: log in again."
            elif refused.kind is Refusal.DENIED:
                hint = "AWS does not know them: check profile and partition."
            else:
                hint = "Check the connection to AWS, and the endpoint if you have set one."
            raise ScanError(
                f"AWS does not answer to these credentials ({refused.code}: {refused.text}). {hint}"
            ) from error
        partition = partitions.partition(arn.split(":")[1]) or self._partition
        for region in options.regions:
            if partitions.partition_of_region(region) is not partition:
                raise ScanError(f"{region} is not in the partition of these credentials, {partition.name}.")
        self._check_regions(options.regions, partition)
        return account, partition

    def _check_regions(self, regions: tuple[str, ...], partition: Partition) -> None:
        """Make sure that regions are not misspelt: of one that is not there, nothing is all there is to be read.

        Botocore's list may lack the newest, so that AWS is asked for those that are not in it.
        """
        known = self._session.get_available_regions("ec2", partition.name)
        if strange := [one for one in regions if one not in known]:
            try:
                answer = self._client("ec2", partition.home).describe_regions(AllRegions=True)
                there = {str(one["RegionName"]) for one in answer["Regions"]}
            except Exception:  # noqa: BLE001 - whoever may not ask learns it from the report, in which nothing is read
                return
            if there and (missing := [one for one in strange if one not in there]):
                raise ScanError(
                    f"AWS has no region {', '.join(missing)}: `aws ec2 describe-regions --all-regions` lists them."
                )

    def check_organisation(self, partition: Partition) -> None:
        """Make sure that the accounts of the organisation can be listed."""
        try:
            self._client("organizations", partition.home).list_accounts(MaxResults=1)
        except Exception as error:
            refused = refusal(error, "organizations:ListAccounts")
            raise ScanError(
                f"The accounts of the organisation cannot be listed ({refused}). Use credentials of the management"
                " account or of a delegated administrator, or name the accounts."
            ) from error

    def credentials(self, anew: bool) -> Any:
        """Return the credentials now; ``anew`` where AWS refused those that were there."""
        if anew:
            self._credentials = clients.own_session(self._profile).get_credentials() or self._credentials
        return self._credentials.get_frozen_credentials()

    def assume(self, partition: Partition) -> Callable[..., dict[str, Any]]:
        """Return STS's ``assume_role``, called with whatever credentials are there then."""
        region = self.region if partition is self._partition else partition.home
        client = self._client("sts", region)

        def assume_role(**parameters: Any) -> dict[str, Any]:
            answer: dict[str, Any] = client.assume_role(**parameters)
            return answer

        return assume_role

    def _client(self, service: str, region: str) -> Any:
        return self._session.create_client(service, region_name=region, config=self._settings)


def services_of(services: tuple[str, ...]) -> tuple[BotocoreServices, tuple[str, ...]]:
    """Return what botocore knows of services, and the collector files that are wanted; nothing is asked of AWS."""
    try:
        import botocore.session  # type: ignore[import-untyped]
    except ImportError:
        raise ScanError("AWS's SDK is not installed: pip install 'leitplanke[aws]'.") from None
    return BotocoreServices(botocore.session.Session().get_component("data_loader")), _files(services)


def _files(services: tuple[str, ...]) -> tuple[str, ...]:
    """Return the collector files that are wanted: by their own names, or by those of their services."""
    names = forms.names()
    by_client = {name: forms.read(name).client for name in names}
    for service in services:
        if service not in names and service not in by_client.values():
            raise ScanError(f"{service} is no service that Leitplanke reads; it reads {', '.join(names)}.")
    return tuple(name for name in names if not services or name in services or by_client[name] in services)


def _role(options: AwsOptions, own: str, partition: Partition) -> Role | None:
    others = options.organisation or any(account != own for account in options.accounts)
    if others and not options.role_name:
        raise ScanError("Other accounts are read through a role in each of them: give its name (--role-name).")
    return Role(partition.name, options.role_name, options.external_id) if options.role_name else None
