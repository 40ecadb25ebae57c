"""Mutations of Terraform: bytes cut, doubled, swapped and spliced, with pieces that parsers trip over."""

from collections.abc import Sequence
from random import Random

PIECES = (
    b"${", b"}", b"%{ if ", b"%{ endif }", b"%{ for x in ", b"$${", b'"', b"\\", b"\\u00", b"<<EOT\n", b"<<-EOT\n",
    b"EOT\n", b"{", b"[", b"(", b")", b"]", b"=", b"=>", b"...", b"[*]", b".*.", b".0", b"? :", b"&&", b"!", b"-",
    b"1e999", b"0.1e-400", b"99999999999999999999999", b"null", b"true", b"each.key", b"count.index", b"self.id",
    b"var.x", b"local.x", b"module.m", b"for k, v in ", b'dynamic "x" {', b"count = ", b"for_each = ", b"range(1e12)",
    b"jsondecode(", b'regex("(", ', b'templatefile("main.tf", {})', b"/*", b"*/", b"#", b"//", b"\n", b"\r\n",
    b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "\N{LATIN SMALL LETTER U WITH DIAERESIS}".encode(),
    "\N{FACE WITH TEARS OF JOY}".encode(), b"provider = aws.x",
    b"lifecycle {", b'source = "./"', b'variable "x" {}',
)  # fmt: skip
LONGEST = 40_000


def mutated(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Return the text with one to eight changes."""
    for _ in range(random.randint(1, 8)):
        data = random.choice(_CHANGES)(data, others, random)
    return data[:LONGEST]


def _range(data: bytes, random: Random, longest: int = 200) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randint(1, longest))


def _cut(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    start, end = _range(data, random)
    return data[:start] + data[end:]


def _double(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    start, end = _range(data, random)
    return data[:end] + data[start:end] * random.randint(1, 4) + data[end:]


def _insert(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    start, _ = _range(data, random)
    return data[:start] + random.choice(PIECES) * random.choice((1, 1, 1, 2, 60)) + data[start:]


def _replace(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    start, end = _range(data, random, 20)
    return data[:start] + random.choice(PIECES) + data[end:]


def _flip(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    start, _ = _range(data, random)
    return data[:start] + bytes([random.randrange(256)]) + data[start + 1 :]


def _splice(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    start, _ = _range(data, random)
    other = random.choice(others)
    piece_start, piece_end = _range(other, random, 600)
    return data[:start] + other[piece_start:piece_end] + data[start:]


def _truncate(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _swap_lines(data: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    lines = data.split(b"\n")
    left, right = random.randrange(len(lines)), random.randrange(len(lines))
    lines[left], lines[right] = lines[right], lines[left]
    return b"\n".join(lines)


_CHANGES = (_cut, _double, _insert, _insert, _replace, _replace, _flip, _splice, _truncate, _swap_lines)
