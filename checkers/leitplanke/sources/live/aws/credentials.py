"""Credentials for many accounts, taken and renewed as calls need them."""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Refusal, Refused

_RENEW_AFTER = 0.8
"""The part of their life after which credentials are renewed."""
_SESSION = "leitplanke"
_PERMISSION = "sts:AssumeRole"

account_of_call: ContextVar[str] = ContextVar("account_of_call")
"""The account whose credentials sign the call that this thread makes."""


class Role(msgspec.Struct, frozen=True, gc=False):
    """The role that is assumed in accounts other than one's own."""

    partition: str
    name: str
    external_id: str = ""

    def arn(self, account: str) -> str:
        """Return the role's name in an account."""
        return f"arn:{self.partition}:iam::{account}:role/{self.name.lstrip('/')}"


class _Held(msgspec.Struct, frozen=True, gc=False):
    frozen: Any
    renew_at: float
    expires: float


class AccountCredentials:
    """Credentials by account. ``now`` gives seconds since 1970; ``assume`` is STS's ``assume_role``.

    ``own`` returns the credentials that the scan was started with, for the accounts in ``own_accounts``; asked to, it
    reads them anew.
    """

    __slots__ = ("_assume", "_guard", "_held", "_locks", "_now", "_own", "_own_account", "_role")

    def __init__(
        self,
        own_account: str,
        own: "Callable[[bool], Any]",
        role: Role | None,
        assume: Callable[..., dict[str, Any]],
        now: Callable[[], float],
    ) -> None:
        self._own_account = own_account
        self._own = own
        self._role = role
        self._assume = assume
        self._now = now
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._held: dict[str, _Held] = {}

    def get(self, account: str, stale: Any = None) -> Any:
        """Return credentials of an account; others than ``stale``, which AWS refused. Raises `Refused`."""
        if account == self._own_account or self._role is None:
            return self._own(stale is not None)
        held = self._held.get(account)
        if held is not None and held.frozen is not stale and self._now() < held.renew_at:
            return held.frozen
        with self._guard:
            lock = self._locks.setdefault(account, threading.Lock())
        with lock:
            held = self._held.get(account)
            if held is not None and held.frozen is not stale and self._now() < held.renew_at:
                return held.frozen
            try:
                new = self._held[account] = self._take(account, self._role)
            except Refused:
                # Renewing comes early; while it fails, what is there still serves.
                if held is not None and held.frozen is not stale and self._now() < held.expires:
                    return held.frozen
                raise
            return new.frozen

    def _take(self, account: str, role: Role) -> _Held:
        from botocore.credentials import ReadOnlyCredentials  # type: ignore[import-untyped]

        from leitplanke.sources.live.aws.errors import refusal

        more = {"ExternalId": role.external_id} if role.external_id else {}
        began = self._now()
        try:
            answer = self._assume(RoleArn=role.arn(account), RoleSessionName=_SESSION, **more)
        except Exception as error:
            raise refusal(error, _PERMISSION) from error
        given = answer.get("Credentials")
        if not given:
            raise Refused(Refusal.INVALID, "NoCredentials", "the answer has no credentials", _PERMISSION)
        expires = given["Expiration"].timestamp()
        frozen = ReadOnlyCredentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], account)
        return _Held(frozen, began + (expires - began) * _RENEW_AFTER, expires)
