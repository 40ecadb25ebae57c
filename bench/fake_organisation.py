"""An organisation of AWS that does not exist: many accounts and regions, slow answers, strict quotas. For benchmarks.

One process, asyncio, HTTP on loopback. It speaks as much of STS, Organizations, Account, DynamoDB and KMS as a scan
asks. Each answer takes ``latency`` seconds. Each account, region and service may be called ``rate`` times a second,
with a burst of one second's worth; what is more is refused with ThrottlingException, and counted. ``GET /figures``
gives the counts.

    python bench/fake_organisation.py --accounts 200 --latency 0.05 --rate 10 --tables 400
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Callable
from typing import Any

REGIONS = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
_JSON = "application/x-amz-json-1.0"
HOME = "eu-central-1"
_NO_NETWORKS = (
    b'<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet/></DescribeVpcsResponse>'
)
FIRST = 100_000_000_000
_CREDENTIAL = re.compile(rb"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_XML = (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
    "<AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
)
_IDENTITY = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:iam::{account}:user/scan</Arn><UserId>u</UserId><Account>{account}</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


class Organisation:
    """What the organisation answers.

    ``large`` of the accounts, the last among them, have ``tables`` tables in their home region.
    """

    def __init__(self, accounts: int, tables: int, large: int, rate: float) -> None:
        self.accounts = [str(FIRST + number) for number in range(accounts)]
        self.tables = tables
        step = max(1, (accounts - 1) // max(1, large - 1))
        self.large = frozenset(self.accounts[::-step][:large])
        self.rate = rate
        self.full: dict[tuple[str, str, str], float] = {}
        self.figures = {"calls": 0, "throttled": 0, "unknown": 0}

    def allowed(self, lane: tuple[str, str, str], now: float) -> bool:
        """Tell whether the lane's bucket has a token, and take it."""
        begin = max(self.full.get(lane, 0.0), now - 1.0)
        if begin > now - 1.0 / self.rate + 1e-9 and begin + 1.0 / self.rate > now + 1e-9:
            return False
        self.full[lane] = begin + 1.0 / self.rate
        return True

    def answer(self, account: str, region: str, operation: str, body: dict[str, Any]) -> Any:
        """Return the answer to an operation in JSON; None for one that is not known."""
        found = getattr(self, f"_{operation}", None)
        return found(account, region, body) if found is not None else None

    def _names(self, account: str, region: str) -> list[str]:
        count = self.tables if account in self.large and region == HOME else (1 if region == HOME else 0)
        return [f"calls-{number:05}" for number in range(count)]

    def _ListAccounts(self, _account: str, _region: str, _body: dict[str, Any]) -> Any:  # noqa: N802 - AWS's names
        return {"Accounts": [{"Id": one, "Arn": f"arn:aws:organizations::{FIRST}:account/o-1/{one}", "Name": one,
                              "Status": "ACTIVE", "State": "ACTIVE"} for one in self.accounts]}  # fmt: skip

    def _ListTables(self, account: str, region: str, body: dict[str, Any]) -> Any:  # noqa: N802
        names = self._names(account, region)
        start = names.index(body["ExclusiveStartTableName"]) + 1 if "ExclusiveStartTableName" in body else 0
        page = names[start : start + 100]
        more = {"LastEvaluatedTableName": page[-1]} if start + 100 < len(names) else {}
        return {"TableNames": page, **more}

    def _DescribeTable(self, account: str, region: str, body: dict[str, Any]) -> Any:  # noqa: N802
        name = body["TableName"]
        arn = f"arn:aws:dynamodb:{region}:{account}:table/{name}"
        return {
            "Table": {"TableName": name, "TableArn": arn, "TableStatus": "ACTIVE", "DeletionProtectionEnabled": True}
        }

    def _DescribeContinuousBackups(self, *_: Any) -> Any:  # noqa: N802
        recovery = {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35}
        return {
            "ContinuousBackupsDescription": {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": recovery,
            }
        }

    def _DescribeTimeToLive(self, *_: Any) -> Any:  # noqa: N802
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}

    def _DescribeKinesisStreamingDestination(self, _account: str, _region: str, body: dict[str, Any]) -> Any:  # noqa: N802
        return {"TableName": body["TableName"], "KinesisDataStreamDestinations": []}

    def _GetResourcePolicy(self, *_: Any) -> Any:  # noqa: N802
        return ("PolicyNotFoundException", "there is none")

    def _ListTagsOfResource(self, *_: Any) -> Any:  # noqa: N802
        return {"Tags": [{"Key": "data-class", "Value": "recordings"}]}

    def _ListBackups(self, *_: Any) -> Any:  # noqa: N802
        return {"BackupSummaries": []}

    def _ListExports(self, *_: Any) -> Any:  # noqa: N802
        return {"ExportSummaries": []}

    def _ListQueues(self, *_: Any) -> Any:  # noqa: N802
        return {"QueueUrls": []}

    def _GetResources(self, *_: Any) -> Any:  # noqa: N802
        return {"ResourceTagMappingList": [], "PaginationToken": ""}

    def _ListKeys(self, *_: Any) -> Any:  # noqa: N802
        return {"Keys": [], "Truncated": False}

    def _ListAliases(self, *_: Any) -> Any:  # noqa: N802
        return {"Aliases": [], "Truncated": False}

    def _DescribeCustomKeyStores(self, *_: Any) -> Any:  # noqa: N802
        return {"CustomKeyStores": [], "Truncated": False}


class Connection(asyncio.Protocol):
    """One connection: requests one after the other, each answered after the latency."""

    def __init__(self, organisation: Organisation, latency: float) -> None:
        self._organisation = organisation
        self._latency = latency
        self._pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take requests as they are whole."""
        self._pending += data
        while True:
            head, end, rest = self._pending.partition(b"\r\n\r\n")
            if not end:
                return
            found = re.search(rb"(?i)content-length: *(\d+)", head)
            length = int(found[1]) if found else 0
            if len(rest) < length:
                if b"100-continue" in head.lower():
                    self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
                return
            body, self._pending = rest[:length], rest[length:]
            status, kind, text = self._answer(head, body)
            answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text
            asyncio.get_running_loop().call_later(self._latency, self._write, answer)

    def _write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)  # type: ignore[attr-defined]

    def _answer(self, head: bytes, body: bytes) -> tuple[str, str, bytes]:
        organisation = self._organisation
        if head.startswith(b"GET /figures"):
            return "200 OK", "application/json", json.dumps(organisation.figures).encode()
        found = _CREDENTIAL.search(head)
        if found is None:
            return "403 Forbidden", "application/json", b"{}"
        key, region, service = (found[name].decode() for name in ("key", "region", "service"))
        account = key[4:] if key.startswith("ASIA") else str(FIRST)
        organisation.figures["calls"] += 1
        if not organisation.allowed((account, region, service), asyncio.get_running_loop().time()):
            organisation.figures["throttled"] += 1
            return "400 Bad Request", _JSON, b'{"__type":"ThrottlingException","message":"slowly"}'
        if service == "sts":
            return "200 OK", "text/xml", self._sts(account, body)
        if service == "ec2" and b"Action=DescribeVpcs" in body:
            return "200 OK", "text/xml", _NO_NETWORKS
        if head.startswith(b"POST /listRegions"):
            regions = [{"RegionName": one, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for one in REGIONS]
            return "200 OK", "application/json", json.dumps({"Regions": regions}).encode()
        target = re.search(rb"(?i)x-amz-target: *\w+\.(\w+)", head)
        operation = target[1].decode() if target else ""
        answer = organisation.answer(account, region, operation, json.loads(body or b"{}")) if operation else None
        if answer is None:
            organisation.figures["unknown"] += 1
            print(f"unknown: {service} {operation} {head[:60]!r}", file=sys.stderr)
            return "400 Bad Request", _JSON, b'{"__type":"UnknownOperationException"}'
        if isinstance(answer, tuple):
            error = json.dumps({"__type": answer[0], "message": answer[1]}).encode()
            return "400 Bad Request", _JSON, error
        return "200 OK", _JSON, json.dumps(answer).encode()

    @staticmethod
    def _sts(account: str, body: bytes) -> bytes:
        role = re.search(rb"iam%3A%3A(\d{12})%3Arole", body)
        if role is not None:
            return _XML.format(account=role[1].decode()).encode()
        return _IDENTITY.format(account=account).encode()


async def serve(organisation: Organisation, latency: float, ready: Callable[[int], None]) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(organisation, latency), "127.0.0.1", 0, backlog=1024)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve, and print the port."""
    options = argparse.ArgumentParser()
    options.add_argument("--accounts", type=int, default=200)
    options.add_argument("--tables", type=int, default=400)
    options.add_argument("--large", type=int, default=4)
    options.add_argument("--latency", type=float, default=0.05)
    options.add_argument("--rate", type=float, default=10.0)
    given = options.parse_args()

    def ready(port: int) -> None:
        print(port)
        sys.stdout.flush()

    organisation = Organisation(given.accounts, given.tables, given.large, given.rate)
    asyncio.run(serve(organisation, given.latency, ready))


if __name__ == "__main__":
    main()
