"""Where the clouds of Azure are reached."""

from urllib.parse import urlsplit

import msgspec

from leitplanke.sources.live.problems import ScanError


class Cloud(msgspec.Struct, frozen=True, gc=False):
    """The authority that signs in, and Resource Manager."""

    authority: str
    manager: str
    known: bool = True
    """Whether the authority is one of Microsoft's; of another nobody can confirm that it may be trusted."""

    @property
    def scope(self) -> str:
        """What a token is asked for."""
        return self.manager + "/.default"


_CLOUDS = {
    "public": Cloud("https://login.microsoftonline.com", "https://management.azure.com"),
    "china": Cloud("https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn"),
    "usgov": Cloud("https://login.microsoftonline.us", "https://management.usgovcloudapi.net"),
}


def cloud_of(name: str) -> Cloud:
    """Return a cloud by its name, or by the addresses of its authority and its Resource Manager: ``https://a,https://b``."""
    if name in _CLOUDS:
        return _CLOUDS[name]
    addresses = [one.strip().rstrip("/") for one in name.split(",")]
    if len(addresses) == 2 and all(_is_address(one) for one in addresses):
        return Cloud(addresses[0], addresses[1], known=False)
    raise ScanError(
        f"There is no Azure cloud {name!r}: say {', '.join(_CLOUDS)}, or the https addresses of its authority and its"
        " Resource Manager, with a comma between them."
    )


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.hostname)
