"""A local Azure: sign-in (Entra), Resource Manager and Resource Graph, over https, for Azure's own clients.

    with serve(AzureFake(resources=[...])) as served:
        open_azure(served.options())

Everything is given as Resource Manager's own JSON (``id``, ``name``, ``type``, ``location``, ``properties``, ...),
whole resources and their settings alike, in one list: a storage account beside its ``.../blobServices/default``. What
Resource Graph knows of them follows from `collectors.toml`. What it does *not* imitate: that Resource Graph leaves out
what the caller may not read (say it with ``permissions`` and ``before``), and any query that is not one of ours.
"""

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import trustme
from azure.identity import ClientSecretCredential

from leitplanke.sources.live.azure.form import read
from leitplanke.sources.live.azure.inventory import AzureOptions

TENANT = "11111111-1111-1111-1111-111111111111"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
READER = {"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}
_TYPES_IN = re.compile(r"type in~ \(([^)]*)\)")
_TYPE_IS = re.compile(r"type =~ '([^']*)'")
_STARTS = re.compile(r"type startswith '([^']*)'")
_GRAPH = "/providers/microsoft.resourcegraph/resources"


@dataclass(frozen=True)
class Asked:
    """One request. ``number`` counts those for data, from 1; requests for tokens are not shown."""

    number: int
    method: str
    path: str
    """Without the query, in lower case."""
    query: dict[str, str]
    body: dict[str, Any]
    token: str


@dataclass(frozen=True)
class Reply:
    """An answer in place of the true one. ``raw`` is sent as it is; ``cut`` closes the connection in its middle."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: bool = False
    after: float = 0.0
    """Seconds before it is sent."""


def error(status: int, code: str, message: str = "", **headers: str) -> Reply:
    """Return an error as Resource Manager gives it; ``retry_after="3"`` becomes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"error": {"code": code, "message": message or code}}, named)


@dataclass
class AzureFake:
    """What there is. The fields may be changed while it is served."""

    resources: list[dict[str, Any]] = field(default_factory=list)
    role_assignments: list[dict[str, Any]] = field(default_factory=list)
    role_definitions: list[dict[str, Any]] = field(default_factory=list)
    management_groups: tuple[str, ...] = ("root",)
    """From the tenant's root down to the group that all subscriptions are in."""
    subscriptions: tuple[str, ...] = ()
    """Beside those that resources are in."""
    permissions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """What the caller may do, by subscription, and by tenant for its root management group; else it is `READER`."""
    tenant: str = TENANT
    page: int = 1000
    token_seconds: int = 3600
    before: Callable[[Asked], Reply | None] | None = None
    """Is shown every request for data before it is answered, and may answer in its place."""
    after: Callable[[Asked, Reply], Reply] | None = None
    """Is shown every true answer, and may change it."""
    asked: list[Asked] = field(default_factory=list)
    tokens: int = 0
    """How many were given out."""
    _indexed: tuple[int, dict[str, dict[str, Any]], dict[str, list[dict[str, Any]]]] = (-1, {}, {})

    def all_subscriptions(self) -> list[str]:
        """Return the ids of the subscriptions, sorted."""
        found = {one["id"].split("/")[2] for one in self.resources if one.get("id", "").startswith("/subscriptions/")}
        return sorted(found | set(self.subscriptions))

    def answer(self, asked: Asked, origin: str) -> Reply:
        """Answer a request for data."""
        if asked.path.endswith(_GRAPH):
            return self._graph(asked.body)
        if asked.path == "/subscriptions":
            rows = [self._subscription(one) for one in self.all_subscriptions()]
            return self._paged([{**row, "tenantId": self.tenant} for row in rows], asked, origin)
        if asked.path.endswith("/providers/microsoft.authorization/permissions"):
            scope = asked.path.removesuffix("/providers/microsoft.authorization/permissions").rpartition("/")[2]
            return Reply(body={"value": self.permissions.get(scope, [READER])})
        return self._resource(asked, origin)

    def _resource(self, asked: Asked, origin: str) -> Reply:
        there, below = self._index()
        if asked.path in there:
            return Reply(body=there[asked.path])
        above, _, behind = asked.path.rpartition("/providers/")
        names = behind.split("/")[1:]
        scope = above if len(names) == 1 else asked.path.rpartition("/")[0]
        if len(names) % 2 == 0 or not (scope.count("/") <= 4 or scope in there or scope.endswith("/default")):
            return error(404, "ResourceNotFound", f"{asked.path} was not found.")
        if scope.count("/") == 2:  # at the subscription: all of the type in it
            inside = [one for one in there.values() if _type(one) == behind]
            return self._paged([one for one in inside if one["id"].lower().startswith(above + "/")], asked, origin)
        return self._paged(below.get(asked.path, []), asked, origin)

    def _index(self) -> tuple[dict[str, dict[str, Any]], dict[str, list[dict[str, Any]]]]:
        """Return all documents by id, and by what they are listed under."""
        documents = [*self.resources, *self.role_assignments, *self.role_definitions]
        if len(documents) != self._indexed[0]:
            there = {one["id"].lower(): one for one in documents if isinstance(one.get("id"), str)}
            below: dict[str, list[dict[str, Any]]] = {}
            for identity, one in there.items():
                below.setdefault(identity.rpartition("/")[0], []).append(one)
            self._indexed = (len(documents), there, below)
        return self._indexed[1:]

    def _paged(self, rows: list[dict[str, Any]], asked: Asked, origin: str) -> Reply:
        start = int(asked.query.get("$skiptoken", "0"))
        body: dict[str, Any] = {"value": rows[start : start + self.page]}
        if start + self.page < len(rows):
            version = asked.query.get("api-version", "")
            link = f"{origin}{asked.path}?api-version={version}&$skiptoken={start + self.page}"
            body["nextLink"] = link
        return Reply(body=body)

    def _subscription(self, identity: str) -> dict[str, Any]:
        return {
            "id": f"/subscriptions/{identity}",
            "subscriptionId": identity,
            "displayName": identity,
            "state": "Enabled",
        }

    def _graph(self, body: dict[str, Any]) -> Reply:
        query, options = str(body.get("query")), body.get("options") or {}
        rows = [row for row in self._table(query) if _matches(row, query, body)]
        rows.sort(key=lambda row: str(row.get("id", "")).lower())
        if "| project " in query:
            rows = [_projected(row, query) for row in rows]
        start, top = int(options.get("$skipToken") or 0), min(int(options["$top"]), self.page)
        page = rows[start : start + top]
        answer = {"totalRecords": len(rows), "count": len(page), "data": page, "facets": [], "resultTruncated": "false"}
        if start + top < len(rows):
            answer["$skipToken"] = str(start + top)
        headers = {"x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05"}
        return Reply(body=answer, headers=headers)

    def _table(self, query: str) -> list[dict[str, Any]]:
        table = query.partition(" ")[0]
        if table == "resourcecontainers":
            return [*self._containers(), *(_row(o) for o in self.resources if _type(o).endswith("resourcegroups"))]
        documents = self.resources
        if table == "authorizationresources":
            documents = [*documents, *self.role_assignments, *self.role_definitions]
        return [_row(one) for one in documents if _table_of(_type(one)) == table]

    def _containers(self) -> Iterator[dict[str, Any]]:
        chain = [{"name": name, "displayName": name} for name in reversed(self.management_groups)]
        for index, name in enumerate(self.management_groups):
            identity = f"/providers/Microsoft.Management/managementGroups/{name}"
            details = {"managementGroupAncestorsChain": chain[len(chain) - index :]}
            kind = "microsoft.management/managementgroups"
            yield {"id": identity, "name": name, "type": kind, "properties": {"displayName": name, "details": details}}
        for one in self.all_subscriptions():
            properties = {"managementGroupAncestorsChain": chain, "state": "Enabled"}
            kind = "microsoft.resources/subscriptions"
            row = {"id": f"/subscriptions/{one}", "name": one, "type": kind, "properties": properties}
            yield {**row, "subscriptionId": one, "tenantId": self.tenant}


def _type(document: dict[str, Any]) -> str:
    return str(document.get("type", "")).lower()


@cache
def _table_of(kind: str) -> str:
    """Return the table that has a type; settings are in none."""
    for table in read().table:
        if kind in table.types or kind in table.above:
            return table.name
    settings = {one for family in read().family for one in family.types}
    # `.../config` is the type of what is read at `.../config/web`.
    known = kind in settings or any(one.startswith(f"{kind}/") for one in settings)
    return "" if known or kind in {one.type for one in read().unread} else "resources"


def _row(document: dict[str, Any]) -> dict[str, Any]:
    row = {**document}
    if "type" in document:
        row["type"] = _type(document)
    if str(document.get("id", "")).startswith("/subscriptions/"):
        row["subscriptionId"] = document["id"].split("/")[2]
    return row


def _matches(row: dict[str, Any], query: str, body: dict[str, Any]) -> bool:
    kind, subscription, scope = str(row.get("type", "")), row.get("subscriptionId"), body.get("subscriptions")
    if subscription is None:
        inherited = (body.get("options") or {}).get("authorizationScopeFilter") == "AtScopeAboveAndBelow"
        if "id startswith" in query or (kind.startswith("microsoft.authorization/") and not inherited):
            return False
        if scope is not None and not inherited:
            return False
    elif "id !startswith" in query or (scope is not None and subscription not in scope):
        return False
    named = [one.strip(" '") for group in _TYPES_IN.findall(query) for one in group.split(",")]
    named += _TYPE_IS.findall(query)
    if named and kind not in named:
        return False
    starts = _STARTS.findall(query)
    return not starts or kind.startswith(tuple(starts))


def _projected(row: dict[str, Any], query: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column in query.partition("| project ")[2].partition(" |")[0].split(", "):
        name, _, path = column.partition(" = ")
        value: Any = row
        for part in (path or name).split("."):
            value = value.get(part) if isinstance(value, dict) else None
        made[name] = value
    return made


class Served:
    """A fake that is being served."""

    def __init__(self, fake: AzureFake, url: str, ca_bundle: str) -> None:
        self.fake = fake
        self.url = url
        self.ca_bundle = ca_bundle
        self.credential = ClientSecretCredential(
            fake.tenant, "client", "secret", authority=url, disable_instance_discovery=True, connection_verify=ca_bundle
        )

    def options(self, **given: Any) -> AzureOptions:
        """Return options that lead here."""
        here = {"cloud": f"{self.url},{self.url}", "ca_bundle": self.ca_bundle, "credential": self.credential}
        return AzureOptions(**{**here, **given})


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


@contextmanager
def serve(fake: AzureFake) -> Iterator[Served]:
    """Serve a fake on the loopback, with a certificate of its own authority, until the block ends."""
    with TemporaryDirectory() as folder:
        bundle, leaf = Path(folder) / "ca.pem", Path(folder) / "leaf.pem"
        _authority().cert_pem.write_to_path(str(bundle))
        _authority().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(leaf))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(leaf)
        server = _Server(fake, context)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        served = Served(fake, server.origin, str(bundle))
        try:
            yield served
        finally:
            served.credential.close()
            server.shutdown()
            thread.join(10)
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, fake: AzureFake, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fake = fake
        self.lock = threading.Lock()
        # The handshake is the handler's thread's, or a client that dallies would stop all others.
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.origin = f"https://localhost:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if "/oauth2/" in parts.path or ".well-known" in parts.path:
            self._send(self._entra(parts.path))
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            self._send(error(401, "AuthenticationFailed"))
            return
        fake = self.server.fake
        path = "/" + unquote(parts.path).strip("/").lower()
        query = {name.lower(): value for name, value in parse_qsl(parts.query)}
        with self.server.lock:
            body = json.loads(content) if content else {}
            asked = Asked(len(fake.asked) + 1, self.command, path, query, body, token)
            fake.asked.append(asked)
            reply = fake.before(asked) if fake.before else None
            if reply is None:
                reply = fake.answer(asked, self.server.origin)
                reply = fake.after(asked, reply) if fake.after else reply
        self._send(reply)

    def _entra(self, path: str) -> Reply:
        fake = self.server.fake
        base = f"{self.server.origin}/{path.strip('/').split('/')[0]}"
        if path.endswith("openid-configuration"):
            ends = {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            }
            return Reply(body={**ends, "issuer": f"{base}/v2.0"})
        if fake.tenant not in path:
            return Reply(400, {"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."})
        with self.server.lock:
            fake.tokens += 1
            token = f"token-{fake.tokens}"
        return Reply(body={"access_token": token, "token_type": "Bearer", "expires_in": fake.token_seconds})

    def _send(self, reply: Reply) -> None:
        if reply.after:
            threading.Event().wait(reply.after)
        content = reply.raw if reply.raw is not None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut:
            content, self.close_connection = content[: len(content) // 2], True
        self.wfile.write(content)
