"""The lowest TLS version, where flags let in old ones."""

from typing import Any

import pytest

from leitplanke.core.value import Unknown
from leitplanke.facets.measures import encryption_in_transit
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, resource, row

_RULE = {
    "slot": "frontend",
    "required": {"always": True},
    "version_default": "1.2",
    "version_flags": {"tls11": "1.1", "tls10": "1.0"},
}


@pytest.mark.parametrize(
    ("flags", "version"),
    [
        ({}, "1.2"),
        ({"tls10": False, "tls11": False}, "1.2"),
        ({"tls11": True}, "1.1"),
        ({"tls10": True, "tls11": True}, "1.0"),
        ({"tls10": True, "tls11": NOBODY_KNOWS}, "1.0"),
        ({"tls10": NOBODY_KNOWS}, Unknown),
    ],
)
def test_the_oldest_version_that_is_let_in(flags: dict[str, Any], version: Any) -> None:
    rows = {"azurerm_gateway": row(encryption_in_transit=[_RULE])}
    gateway = resource("azurerm_gateway.main", flags)
    (entry,) = encryption_in_transit(context(gateway.address, rows, inventory(gateway)))
    assert data(entry.version) == version
