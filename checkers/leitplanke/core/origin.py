"""Where a value comes from, and the chain that led to it."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from leitplanke.core.source import Span


class OriginKind(StrEnum):
    """What kind of place a value comes from."""

    CONFIGURATION = "configuration"
    """Written in a file of the scanned project."""
    OPTION = "option"
    """Given on the command line, such as ``-var``."""
    PROVIDER_DEFAULT = "provider-default"
    """Not written anywhere: what the provider or the cloud does then, by the catalogue."""
    API = "api"
    """Read from a cloud's interface."""


class Origin(msgspec.Struct, frozen=True, gc=False):
    """A place, and by ``via`` the place that it was handed on from.

    The chain runs from the attribute that was judged (first) to the last link that can be edited, such as the
    line of a ``.tfvars`` file. ``label`` names the link as Terraform does: ``var.region``, ``local.key``.
    """

    kind: OriginKind
    label: str = ""
    span: Span | None = None
    via: "Origin | None" = None

    def chain(self) -> Iterator["Origin"]:
        """Yield this place and each that it was handed on from."""
        link: Origin | None = self
        while link is not None:
            yield link
            link = link.via


def written(span: Span, label: str = "", via: Origin | None = None) -> Origin:
    """Return the origin of a value that is written in a file."""
    return Origin(OriginKind.CONFIGURATION, label, span, via)
