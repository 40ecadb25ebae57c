"""Trees as bytes, for a cache: five times faster to load than to parse, validated, unable to run code.

The format is JSON, not MessagePack, because only there a number with a fraction keeps its digits. Who stores it adds
`VERSION` to the key.
"""

from decimal import Decimal

import msgspec

from leitplanke.sources.terraform.syntax.tree import Body

VERSION = 1
"""Changes whenever a reader builds another tree from the same text, or a node changes."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(Body, float_hook=Decimal)


def encode(body: Body) -> bytes:
    """Return a tree as bytes."""
    return _ENCODER.encode(body)


def decode(data: bytes) -> Body:
    """Return the tree that `encode` stored. Raises `msgspec.MsgspecError` for anything else."""
    return _DECODER.decode(data)
