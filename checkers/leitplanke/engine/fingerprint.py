"""Identity of findings over time."""

from hashlib import blake2b

FINGERPRINT_VERSION = "1"


def fingerprint(policy: str, subject: str, slot: str) -> str:
    """Return the identity of a finding: 32 hexadecimal digits of policy, subject and slot, and of nothing else.

    A retention that goes from 3 to 5 days is the same finding; a new replica has a new slot and is a new one.
    """
    text = f"{FINGERPRINT_VERSION}\0{policy}\0{subject}\0{slot}"
    return blake2b(text.encode(), digest_size=16).hexdigest()
