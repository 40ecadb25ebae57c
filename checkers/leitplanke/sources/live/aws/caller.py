"""Makes one call to AWS: the right client, the right credentials, an answer as plain data, or why there is none."""

import socket
from typing import Any
from urllib.parse import urlsplit

from leitplanke.sources.live.asking.calls import Call, Refusal, Refused
from leitplanke.sources.live.aws.clients import Clients
from leitplanke.sources.live.aws.credentials import AccountCredentials, account_of_call
from leitplanke.sources.live.aws.errors import is_name_unknown, refusal
from leitplanke.sources.live.aws.plain import plain
from leitplanke.sources.live.aws.services import BotocoreServices

# What comes as bytes although it is a text.
_TEXTS = {("iam", "get_credential_report"): "Content"}


class AwsCaller:
    """Makes calls from several threads."""

    __slots__ = ("_accounts", "_clients", "_missing", "_services", "_session")

    def __init__(
        self, session: Any, clients: Clients, accounts: AccountCredentials, services: BotocoreServices
    ) -> None:
        self._session = session
        self._clients = clients
        self._accounts = accounts
        self._services = services
        self._missing: set[tuple[str, str]] = set()

    def __call__(self, call: Call) -> dict[str, Any]:
        """Return the answer; raises `Refused`. Credentials that ran out are renewed once."""
        credentials = self._accounts.get(call.lane.account)
        try:
            return self._once(call)
        except Refused as refused:
            if refused.kind is not Refusal.EXPIRED:
                raise
        self._accounts.get(call.lane.account, stale=credentials)
        return self._once(call)

    def _once(self, call: Call) -> dict[str, Any]:
        service, region = call.lane.service, call.lane.region
        if (service, region) in self._missing:
            raise self._no_endpoint(call)
        permission = self._services.permission(service, call.operation)
        token = account_of_call.set(call.lane.account)
        try:
            answer = getattr(self._clients.get(service, region), call.operation)(**call.parameters)
        except Refused:
            raise
        except Exception as error:
            if is_name_unknown(error) and self._is_nowhere(service, region):
                self._missing.add((service, region))
                raise self._no_endpoint(call) from error
            raise refusal(error, permission) from error
        finally:
            account_of_call.reset(token)
        text = _TEXTS.get((service, call.operation))
        if text and isinstance(answer.get(text), bytes):
            answer[text] = answer[text].decode("utf-8", "replace")
        return plain(answer)

    def _no_endpoint(self, call: Call) -> Refused:
        permission = self._services.permission(call.lane.service, call.operation)
        return Refused(Refusal.UNSUPPORTED, "NoEndpoint", "the service is not in that region", permission)

    def _is_nowhere(self, service: str, region: str) -> bool:
        """Whether an endpoint without an address shows that the service is not in the region.

        It does if botocore knows of none there either, and names can be looked up at all.
        """
        from botocore.exceptions import UnknownRegionError  # type: ignore[import-untyped]

        try:
            partition = self._session.get_partition_for_region(region)
        except UnknownRegionError:
            return False
        if region in self._session.get_available_regions(service, partition):
            return False
        try:
            socket.getaddrinfo(urlsplit(self._clients.get("sts", region).meta.endpoint_url).hostname, None)
        except OSError:
            return False
        return True
