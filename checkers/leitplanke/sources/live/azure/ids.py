"""What the id of a resource says: its subscription, its resource group, the permission that reads it."""

_SUBSCRIPTION = "/subscriptions/"


def subscription_of(identity: str) -> str:
    """Return the subscription that an id is in, in lower case; empty for what stands above subscriptions."""
    if not identity.casefold().startswith(_SUBSCRIPTION):
        return ""
    return identity[len(_SUBSCRIPTION) :].partition("/")[0].lower()


def group_of(identity: str) -> str:
    """Return the id of the resource group that a resource is in; empty if it is in none."""
    parts = identity.split("/", 5)
    return "/".join(parts[:5]) if len(parts) > 4 and parts[3].casefold() == "resourcegroups" else ""


def read_permission(path: str) -> str:
    """Return the permission that a read needs: ``Microsoft.Storage/storageAccounts/blobServices/read``.

    ``path`` is the id of a resource or of a list of resources.
    """
    segments = path.strip("/").split("/")
    at = max((index for index, part in enumerate(segments) if part.casefold() == "providers"), default=-1)
    if at >= 0 and len(segments) > at + 1:
        namespace, rest = segments[at + 1], segments[at + 2 :]
        return "/".join([namespace, *rest[0::2], "read"])
    return "/".join(["Microsoft.Resources", *segments[0::2], "read"])


def namespace_of(type: str) -> str:
    """Return the resource provider of a type: ``microsoft.storage``."""
    return type.partition("/")[0]
