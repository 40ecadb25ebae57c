"""Functions of IP address ranges."""

from typing import TYPE_CHECKING

from leitplanke.core.value import CauseKind
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


def _network(text: str) -> "IPv4Network | IPv6Network":
    import ipaddress

    address, slash, length = text.rpartition("/")
    if not slash or not length.isdecimal():
        raise EvaluationError("invalid-argument", reason="address range")
    if "." in address and ":" not in address:
        # Terraform takes leading zeros for decimal.
        address = ".".join(part.lstrip("0") or part[-1:] for part in address.split("."))
    try:
        found = ipaddress.ip_network(f"{address}/{int(length)}", strict=False)
    except ValueError:
        raise EvaluationError("invalid-argument", reason="address range") from None
    if isinstance(found, ipaddress.IPv6Network) and found.network_address.ipv4_mapped is not None:
        # What Terraform makes of these depends on how Go stores them.
        raise EvaluationError("invalid-argument", kind=CauseKind.LIMIT, reason="address range")
    return found


def _host(prefix: str, number: int) -> str:
    network = _network(prefix)
    size = network.num_addresses
    if not -size <= number < size:
        raise EvaluationError("invalid-argument", reason="host number")
    first = network.network_address
    return str(type(first)(int(first) + number % size))


def _netmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise EvaluationError("invalid-argument", reason="address range")
    return str(network.netmask)


def _subnet(prefix: str, bits: int, number: int) -> str:
    network = _network(prefix)
    length = network.prefixlen + bits
    most = 1 << max(bits, 0)
    if not 0 <= length <= network.max_prefixlen or (bits >= 0 and not -most <= number < most):
        raise EvaluationError("invalid-argument", reason="subnet")
    # As Go does: what a negative number sets outside its bits goes the way of its sign.
    first = abs(int(network.network_address) | (number << (network.max_prefixlen - length)))
    if first >> network.max_prefixlen:
        raise EvaluationError("invalid-argument", kind=CauseKind.LIMIT, reason="subnet")
    return f"{type(network.network_address)(first)}/{length}"


def _subnets(prefix: str, *sizes: int) -> list[str]:
    network = _network(prefix)
    at, end = int(network.network_address), int(network.broadcast_address) + 1
    found: list[str] = []
    for bits in sizes:
        length = network.prefixlen + bits
        if bits < 1 or length > network.max_prefixlen:
            raise EvaluationError("invalid-argument", reason="subnet")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > end:
            raise EvaluationError("invalid-argument", reason="subnet")
        found.append(f"{type(network.network_address)(at)}/{length}")
        at += size
    return found


def _contains(prefix: str, other: str) -> bool:
    outer = _network(prefix)
    inner = _network(other if "/" in other else f"{other}/{outer.max_prefixlen}")
    if outer.version != inner.version:
        raise EvaluationError("invalid-argument", reason="address range")
    return outer.network_address <= inner.network_address and inner.broadcast_address <= outer.broadcast_address  # type: ignore[operator]


FUNCTIONS: dict[str, Function] = {
    "cidrcontains": pure(_contains, "string", "string"),
    "cidrhost": pure(_host, "string", "whole"),
    "cidrnetmask": pure(_netmask, "string"),
    "cidrsubnet": pure(_subnet, "string", "whole", "whole"),
    "cidrsubnets": pure(_subnets, "string", rest="whole"),
}
