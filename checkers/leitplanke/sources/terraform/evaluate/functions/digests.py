"""Functions that digest text, and identifiers."""

import base64
import hashlib

from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, not_computed, pure

ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


def hex_digest(algorithm: str, data: bytes) -> str:
    """Return a digest in hexadecimal."""
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def base64_digest(algorithm: str, data: bytes) -> str:
    """Return a digest in base64."""
    return base64.b64encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()).decode()


def _uuid5(namespace: str, name: str) -> str:
    import uuid

    known = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    try:
        return str(uuid.uuid5(known.get(namespace) or uuid.UUID(namespace), name))
    except ValueError:
        raise EvaluationError("invalid-argument", reason="namespace") from None


def _hex(algorithm: str) -> Function:
    return pure(lambda text: hex_digest(algorithm, text.encode()), "string")


def _base64(algorithm: str) -> Function:
    return pure(lambda text: base64_digest(algorithm, text.encode()), "string")


FUNCTIONS: dict[str, Function] = {
    **{algorithm: _hex(algorithm) for algorithm in ALGORITHMS},
    "base64sha256": _base64("sha256"),
    "base64sha512": _base64("sha512"),
    "bcrypt": not_computed("bcrypt", 1, 2),
    "rsadecrypt": not_computed("rsadecrypt", 2, 2),
    "uuid": not_computed("uuid", 0, 0),
    "uuidv5": pure(_uuid5, "string", "string"),
}
