"""Which asset types are read, and what of each: the data in ``types.toml``."""

import os
from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

Content: TypeAlias = Literal["RESOURCE", "IAM_POLICY"]
"""As Cloud Asset Inventory names them: the resource itself, or the policy that is set on it."""

Wanted: TypeAlias = Mapping[str, tuple[Content, ...]]
"""By asset type, what is read of it."""

PROJECT = "cloudresourcemanager.googleapis.com/Project"
FOLDER = "cloudresourcemanager.googleapis.com/Folder"
ORGANISATION = "cloudresourcemanager.googleapis.com/Organization"

_POLICY = "#iamPolicy"


def record_type(asset_type: str, content: Content) -> str:
    """Return the type of record: the asset type, or for its IAM policy ``storage.googleapis.com/Bucket#iamPolicy``."""
    return asset_type if content == "RESOURCE" else asset_type + _POLICY


def record_types(wanted: Wanted) -> list[str]:
    """Return the types of record that come of what is wanted."""
    return [record_type(asset_type, content) for asset_type, contents in wanted.items() for content in contents]


def read_asset_types() -> dict[str, Wanted]:
    """Return, by service (``storage``), the asset types with what is read of each.

    A file that does not fit the form raises ``msgspec.ValidationError``: it is part of the tool.
    """
    with open(os.path.join(os.path.dirname(__file__), "types.toml"), "rb") as file:
        return msgspec.toml.decode(file.read(), type=dict[str, Wanted])
