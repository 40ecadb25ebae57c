"""Functions of IP address ranges."""

from typing import TYPE_CHECKING

from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


def _network(text: str) -> "IPv4Network | IPv6Network":
    import ipaddress

    if "/" not in text or not text.rpartition("/")[2].isdecimal():
        raise EvaluationError("invalid-argument", reason="address range")
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise EvaluationError("invalid-argument", reason="address range") from None


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
    if bits < 0 or length > network.max_prefixlen or not -(1 << bits) <= number < 1 << bits:
        raise EvaluationError("invalid-argument", reason="subnet")
    first = int(network.network_address) + (number % (1 << bits) << (network.max_prefixlen - length))
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
