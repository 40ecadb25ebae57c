"""From an asset of Cloud Asset Inventory to a record."""

from collections.abc import Mapping
from typing import Any

from leitplanke.sources.live.google.asset_types import Content, record_type
from leitplanke.sources.live.record import Record

_HIERARCHY = "//cloudresourcemanager.googleapis.com/"
POLICY_PARTS: tuple[str, ...] = ("bindings", "auditConfigs")
"""What is kept of an IAM policy: who may do what, and what is logged of it."""

_KINDS = ("projects", "folders", "organizations")


class MalformedAsset(ValueError):  # noqa: N818 - it says what the asset is
    """An asset that cannot be a record. ``name``, ``type`` and ``account`` are empty where it does not tell them."""

    def __init__(self, why: str, *, name: str, type: str, account: str) -> None:
        super().__init__(f"{name or 'an asset without a name'}: {why}")
        self.type = type
        self.account = account


def to_record(asset: Any, content: Content, projects: Mapping[str, str]) -> Record | None:
    """Return the record of an asset; None for one that has no policy, where policies were asked for.

    ``projects`` gives the id of a project by its number. Raises `MalformedAsset`.
    """
    if not isinstance(asset, dict):
        raise MalformedAsset("it is no object", name="", type="", account="")
    name = _text(asset.get("name"))
    asset_type = _text(asset.get("assetType"))
    ancestors = asset.get("ancestors")
    resource = asset.get("resource", {})
    account = _account(ancestors, resource, name, projects)
    for why, wrong in (
        ("it has no name", not name),
        ("it has no type", not asset_type),
        ("it says neither project nor folder nor organisation", not account),
        ("its resource is no object", not isinstance(resource, dict)),
    ):
        if wrong:
            raise MalformedAsset(why, name=name, type=asset_type, account=account)
    lineage = {"ancestors": [str(each) for each in ancestors]} if isinstance(ancestors, list) else {}
    if content == "IAM_POLICY":
        policy = asset.get("iamPolicy")
        if not policy:
            return None
        if not isinstance(policy, dict):
            raise MalformedAsset("its IAM policy is no object", name=name, type=asset_type, account=account)
        kept = {part: policy[part] for part in POLICY_PARTS if part in policy}
        return Record(
            cloud="google",
            type=record_type(asset_type, content),
            id=name,
            account=account,
            region=_location({}, name),
            doc={**kept, **lineage},
        )
    data = resource.get("data")
    if data is not None and not isinstance(data, dict):
        raise MalformedAsset("its data is no object", name=name, type=asset_type, account=account)
    return Record(
        cloud="google",
        type=asset_type,
        id=name,
        account=account,
        region=_location(resource, name),
        doc={**(data or {}), **lineage},
        unknown={} if data else {"*": "Cloud Asset Inventory has no data of it"},
    )


def account_of(relative: str, projects: Mapping[str, str]) -> str:
    """Return the account that ``projects/123``, ``folders/4`` or ``organizations/5`` is: of a project, its id.

    A project whose id is not known (it came into being after the projects were listed) is called by its number, as
    Google Cloud itself allows. Anything else is no account: empty.
    """
    kind, _, rest = relative.partition("/")
    if kind not in _KINDS or not rest or "/" in rest:
        return ""
    return projects.get(rest, rest) if kind == "projects" else relative


def _account(ancestors: Any, resource: Any, name: str, projects: Mapping[str, str]) -> str:
    nearest = _text(ancestors[0]) if isinstance(ancestors, list) and ancestors else ""
    parent = _text(resource.get("parent")) if isinstance(resource, dict) else ""
    within = name.removeprefix("//").split("/")[1:3]
    for candidate in (nearest, parent.removeprefix(_HIERARCHY), "/".join(within)):
        account = account_of(candidate, projects)
        if account:
            return account
    return ""


def _location(resource: Mapping[str, Any], name: str) -> str:
    """Return where it is, in lower case: as the asset says, else as its data does, else as its name does."""
    data = resource.get("data")
    said = _text(resource.get("location")) or (_text(data.get("location")) if isinstance(data, dict) else "")
    if not said:
        parts = name.split("/")
        for marker in ("locations", "regions", "zones"):
            if marker in parts[:-1]:
                said = parts[parts.index(marker) + 1]
                break
    return said.lower()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
