"""Clients of botocore: one for each service and region, for all accounts.

A client costs milliseconds and hundreds of kilobytes, so thousands of accounts share it: its credentials object asks,
whenever a request is signed, for those of the account that the call is for (`account_of_call`).
"""

import re
import threading
from collections import OrderedDict
from typing import Any
from urllib.parse import urlsplit

from leitplanke.sources.live.aws import whole
from leitplanke.sources.live.aws.credentials import account_of_call

_CONNECT = 10.0
"""Seconds."""
_MOST = 2048
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|localhost|.*:.*")
_PREFIXED = re.compile(r".+\.(\d+\.\d+\.\d+\.\d+(?::\d+)?|localhost(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?)")


class Clients:
    """Makes clients when they are needed. May be asked from several threads.

    Each keeps its connections for the next call. So that thousands of clients do not use up what a process may open,
    only the ``connected`` ones that were used last do; a closed client opens new ones when it is used again.
    """

    __slots__ = ("_clients", "_config", "_connected", "_lock", "_open", "_session")

    def __init__(self, session: Any, config: Any, connected: int = 128) -> None:
        self._session = session
        self._config = config
        self._connected = connected
        self._lock = threading.Lock()
        self._clients: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._open: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def get(self, service: str, region: str) -> Any:
        """Return the client of a service in a region; raises what botocore raises."""
        key = (service, region)
        idle = None
        with self._lock:
            client = self._clients.get(key)
            if client is None:
                client = self._clients[key] = self._make(service, region)
                if len(self._clients) > _MOST:
                    self._clients.popitem(last=False)
            else:
                self._clients.move_to_end(key)
            self._open[key] = client
            self._open.move_to_end(key)
            if len(self._open) > self._connected:
                _, idle = self._open.popitem(last=False)
        if idle is not None:
            idle.close()
        return client

    def _make(self, service: str, region: str) -> Any:
        client = self._session.create_client(service, region_name=region, config=self._config)
        host = urlsplit(client.meta.endpoint_url).hostname or ""
        if _ADDRESS.fullmatch(host):
            client.meta.events.register("before-sign", _without_prefix)
        return client


def _without_prefix(request: Any, **_: Any) -> None:
    """Leave an endpoint of the user's own, given as an address, as it is: no name can be put before an address."""
    parts = urlsplit(request.url)
    found = _PREFIXED.fullmatch(parts.netloc)
    if found:
        request.url = parts._replace(netloc=found[1]).geturl()


def settings(version: str, threads: int, timeout: float) -> Any:
    """Return how all clients call: without attempts of their own, as the schedule counts and spreads those.

    ``timeout`` is in seconds.
    """
    from botocore.config import Config  # type: ignore[import-untyped]

    return Config(
        user_agent_extra=f"leitplanke/{version}",
        connect_timeout=min(_CONNECT, timeout),
        read_timeout=timeout,
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=threads,
        tcp_keepalive=True,
    )


def own_session(profile: str) -> Any:
    """Return a session with the credentials of the user's; STS is asked in a region, so that its tokens hold in all."""
    import botocore.session  # type: ignore[import-untyped]

    session = botocore.session.Session(profile=profile or None)
    session.set_config_variable("sts_regional_endpoints", "regional")
    session.register("before-parse", whole.check)
    return session


def shared_session(profile: str, accounts: Any, loader: Any) -> Any:
    """Return a session whose clients sign with the credentials of the account that the call is for.

    ``loader`` is another session's, so that what it has read is not read again.
    """
    from botocore.credentials import Credentials  # type: ignore[import-untyped]

    class ByAccount(Credentials):  # type: ignore[misc]
        """botocore asks for the frozen credentials for every request that it signs."""

        def get_frozen_credentials(self) -> Any:
            return accounts.get(account_of_call.get())

    class Provider:
        """What botocore asks for credentials when it makes a client."""

        def load_credentials(self) -> Any:
            return ByAccount("by", "account")

    session = own_session(profile)
    session.register_component("credential_provider", Provider())
    session.register_component("data_loader", loader)
    return session
