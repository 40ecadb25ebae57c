"""A fake AWS over HTTP: answers any operation that botocore knows, from Python dicts, in the service's own protocol.

::

    with AwsFake({("connect", "ListInstances"): lambda parameters, account, region: {...}}) as aws:
        boto3.client("connect", endpoint_url=aws.url, region_name="eu-central-1", ...).list_instances()

An answer may also be a plain dict. What is not answered falls through to moto, in the same process, with ``moto=True``;
otherwise it is refused as ``UnknownOperationException``. Accounts: the keys of ``keys(account)`` belong to that
account, and so do those that ``sts:AssumeRole`` gives; moto sees the same accounts. ``faults`` sees each request first.
"""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any, NamedTuple, Self, TypeAlias

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request

from tests.live.fakes.aws_protocol import Asked, error, serialised, understand

OWN_ACCOUNT = "123456789012"
_ACCOUNT_IN_KEY = re.compile(r"A[KS]IA(\d{12})")


class AwsError(Exception):
    """An error that AWS answers with."""

    def __init__(
        self, code: str, message: str = "", status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message or code)
        self.code = code
        self.status = status
        self.headers = dict(headers or {})


class Broken(Exception):  # noqa: N818 - what happens to the connection
    """The answer does not arrive as a whole: ``keep`` bytes of its body do; none, where None: the connection ends."""

    def __init__(self, keep: int | None = None, seconds: float = 0.0) -> None:
        super().__init__("broken")
        self.keep = keep
        self.seconds = seconds


class Seen(NamedTuple):
    """A call that was made."""

    service: str
    operation: str
    parameters: dict[str, Any]
    account: str
    region: str
    access_key: str
    agent: str = ""


Answer: TypeAlias = dict[str, Any] | Callable[[dict[str, Any], str, str], dict[str, Any]]
Answers: TypeAlias = Mapping[tuple[str, str], Answer]
Faults: TypeAlias = Callable[[Seen], None]
"""Raises `AwsError` or `Broken` for the calls that shall go wrong."""


def keys(account: str = OWN_ACCOUNT) -> dict[str, str]:
    """Return the environment of a process with credentials of an account."""
    return {
        "AWS_ACCESS_KEY_ID": f"AKIA{account}",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


class AwsFake:
    """Answers on a free port of the loopback while the context is entered. ``seen`` has the calls that were made."""

    def __init__(
        self, answers: Answers | None = None, *, moto: bool = False, faults: Faults | None = None, life: float = 3600
    ) -> None:
        self.answers: dict[tuple[str, str], Answer] = dict(answers or {})
        self.faults = faults
        self.life = life
        """Seconds for which the credentials of assumed roles hold."""
        self.seen: list[Seen] = []
        self.url = ""
        self._issued = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._moto: Any = None
        if moto:
            from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

            self._moto = DomainDispatcherApplication(create_backend_app)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find the fake: its address, and credentials of `OWN_ACCOUNT`."""
        return {"AWS_ENDPOINT_URL": self.url, **keys()}

    def __enter__(self) -> Self:
        if self._moto is not None:
            _reset_moto()
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_handler())
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
        if self._moto is not None:
            _reset_moto()

    def operations(self, service: str) -> list[str]:
        """Return the operations of a service that were called, in order."""
        return [one.operation for one in self.seen if one.service == service]

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        asked = understand(request, {service for service, _ in self.answers})
        if asked is None:
            start("501 Not understood", [("Content-Length", "0")])
            return []
        found = _ACCOUNT_IN_KEY.match(asked.access_key)
        account = found[1] if found else OWN_ACCOUNT
        agent = request.headers.get("User-Agent", "")
        seen = Seen(asked.service, asked.operation, asked.parameters, account, asked.region, asked.access_key, agent)
        with self._lock:
            self.seen.append(seen)
        broken: Broken | None = None
        try:
            if self.faults is not None:
                try:
                    self.faults(seen)
                except Broken as cut:
                    broken = cut
                    self._over.wait(cut.seconds)
                    if cut.keep is None:
                        _cut(environ)
                        return []
            result: dict[str, Any] | AwsError | Iterable[bytes] | None = self._result(asked, account)
        except AwsError as refused:
            result = refused
        if result is None:
            result = self._from_moto(environ, start, account, request)
            if not isinstance(result, AwsError):
                return result
        if isinstance(result, AwsError):
            status = result.status
            headers, body = error(asked.protocol, result.code, str(result))
            headers.update(result.headers)
        else:
            status, headers, body = serialised(asked, result)  # type: ignore[arg-type]
        headers["Content-Length"] = str(len(body))
        headers.setdefault("x-amzn-RequestId", "0")
        start(f"{status} Answer", list(headers.items()))
        return [body if broken is None or broken.keep is None else body[: broken.keep]]

    def _result(self, asked: Asked, account: str) -> dict[str, Any] | None:
        """Return an answer; None if moto has to give it."""
        answer = self.answers.get((asked.service, asked.operation))
        if answer is not None:
            return answer(asked.parameters, account, asked.region) if callable(answer) else answer
        if asked.service == "sts":
            return self._sts(asked, account)
        if self._moto is None:
            raise AwsError("UnknownOperationException", f"{asked.service}:{asked.operation} is not in the fake")
        return None

    def _sts(self, asked: Asked, account: str) -> dict[str, Any] | None:
        if asked.operation == "GetCallerIdentity":
            return {"Account": account, "Arn": f"arn:aws:iam::{account}:user/scan", "UserId": "AIDA"}
        if asked.operation == "AssumeRole":
            arn = asked.parameters["RoleArn"]
            with self._lock:
                self._issued += 1
            return {
                "Credentials": {
                    "AccessKeyId": f"ASIA{arn.split(':')[4]}{self._issued:04}",
                    "SecretAccessKey": "x",
                    "SessionToken": f"token-{self._issued}",
                    "Expiration": datetime.now(UTC) + timedelta(seconds=self.life),
                },
                "AssumedRoleUser": {"AssumedRoleId": "AROA:scan", "Arn": arn},
            }
        return None

    def _from_moto(
        self, environ: dict[str, Any], start: Callable[..., Any], account: str, request: Request
    ) -> AwsError | list[bytes]:
        """Let moto answer. It says that it does not know an operation, or has a mistake, by a page for people."""
        environ["wsgi.input"] = BytesIO(request.get_data(cache=True, parse_form_data=False))
        environ["wsgi.errors"] = StringIO()
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        for key in ("werkzeug.request", "werkzeug.socket"):
            environ.pop(key, None)
        started: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            application = self._moto.get_application(environ)
            body = b"".join(application(environ, lambda status, headers, _=None: started.append((status, headers))))
        except Exception as error:  # noqa: BLE001 - moto's mistakes, and what it has not built
            return AwsError("NotInMoto", f"moto raised {type(error).__name__}", 400)
        status, headers = started[0]
        if status.startswith(("404", "500", "501")) and (not body or body.lstrip()[:9].lower() == b"<!doctype"):
            return AwsError("NotInMoto", "moto does not know the operation", 400)
        start(status, headers)
        return [body]


def _handler() -> type[WSGIRequestHandler]:
    from moto.moto_server.werkzeug_app import MotoRequestHandler

    class Handler(MotoRequestHandler):
        """Says nothing of each request."""

        protocol_version = "HTTP/1.1"

        def log(self, type: str, message: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


def _cut(environ: dict[str, Any]) -> None:
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)


def _reset_moto() -> None:
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()
