"""Messages of Google Cloud as plain JSON-like data, with the names of JSON (``assetType``)."""

from typing import Any


def from_message(message: Any) -> dict[str, Any]:
    """Return a protobuf message as JSON would have it."""
    from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]

    plain: dict[str, Any] = MessageToDict(message)
    return plain


def from_assets(response: Any) -> dict[str, Any]:
    """Return an answer of ListAssets as JSON would have it.

    Written out, since most of a large scan's time is spent here, and since the library would give 7.0 for 7.
    """
    assets = []
    for asset in response.assets:
        plain: dict[str, Any] = {
            "name": asset.name,
            "assetType": asset.asset_type,
            "ancestors": list(asset.ancestors),
        }
        if asset.HasField("resource"):
            resource = asset.resource
            plain["resource"] = {"location": resource.location, "parent": resource.parent}
            if resource.HasField("data"):
                plain["resource"]["data"] = _struct(resource.data)
        if asset.HasField("iam_policy"):
            plain["iamPolicy"] = from_message(asset.iam_policy)
        assets.append(plain)
    return {"assets": assets, "nextPageToken": response.next_page_token}


def _struct(struct: Any) -> dict[str, Any]:
    return {key: _value(value) for key, value in struct.fields.items()}


def _value(value: Any) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            # A Struct knows only floating-point numbers; the resource's own JSON has 7, not 7.0.
            return int(number) if number.is_integer() else number
        case "struct_value":
            return _struct(value.struct_value)
        case "list_value":
            return [_value(each) for each in value.list_value.values]
        case _:
            return None
