"""How types of resources are read in their clouds' inventories: the live halves of the catalogue's rows.

They lie in ``live/<provider>/<service>.toml``, in files of the same names as the rows (``data/<provider>/``).
"""

import os
from collections.abc import Mapping

import msgspec

from leitplanke.catalogue.live_row import LiveRow

PROVIDERS = {"aws": "aws", "azure": "azurerm", "google": "google"}
"""The Terraform provider of each cloud."""
_SUFFIX = ".toml"


class LiveCatalogue:
    """The live rows of one provider, by resource type and by type of record, which may be inherited from above.

    A file that does not fit the form raises ``msgspec.ValidationError``: the files are part of the tool.
    """

    __slots__ = ("_digest", "by_inherited_type", "by_record_type", "rows")

    def __init__(self, folder: str) -> None:
        import tomllib
        from hashlib import sha256

        self.rows: dict[str, LiveRow] = {}
        digest = sha256()
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if not name.endswith(_SUFFIX):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            digest.update(f"{name} {len(data)}\n".encode())
            digest.update(data)
            self.rows.update(msgspec.convert(tomllib.loads(data.decode()), dict[str, LiveRow], strict=True))
        self._digest = digest.hexdigest()
        self.by_record_type = _by({name: (row.type,) for name, row in self.rows.items() if row.type})
        self.by_inherited_type = _by({name: row.inherited for name, row in self.rows.items()})

    def digest(self) -> str:
        """Return the SHA-256 of all files with their names."""
        return self._digest


def _by(types: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, record_types in types.items():
        for one in record_types:
            found.setdefault(one, []).append(name)
    return found


def load_live_catalogue(provider: str) -> LiveCatalogue:
    """Return the live rows that the tool is shipped with, of a Terraform provider: ``aws``, ``azurerm``, ``google``."""
    return LiveCatalogue(os.path.join(os.path.dirname(__file__), "live", provider))
