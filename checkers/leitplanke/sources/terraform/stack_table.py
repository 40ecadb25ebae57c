"""The ``[[stack]]`` tables of ``leitplanke.toml``, and what is to be read of one stack."""

from collections.abc import Mapping

import msgspec

from leitplanke.inventory.resource import Stack


class StackTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[stack]]`` table: a root module as it is applied in one place.

    ``path`` is the root module's folder, relative to the project's root; ``var_files`` are relative to it too, or to
    that folder. ``provider_regions`` gives the region of a provider whose configuration does not say it, by
    ``aws`` or ``aws.alias``. ``rules`` names rule sets.
    """

    name: str
    path: str
    var_files: tuple[str, ...] = ()
    workspace: str | None = None
    provider_regions: Mapping[str, str] = {}
    rules: tuple[str, ...] = ()


class StackPlan(msgspec.Struct, frozen=True):
    """A stack and all that its evaluation depends on besides the files of its modules.

    ``tfvars`` are variable files that Terraform does not load by itself and nobody named: each is one world.
    ``workspaces_differ`` is set where other stacks of the same folder name a workspace and this one does not.
    """

    stack: Stack
    var_files: tuple[str, ...] = ()
    workspace: str | None = None
    workspaces_differ: bool = False
    provider_regions: Mapping[str, str] = {}
    rules: tuple[str, ...] = ()
    tfvars: tuple[str, ...] = ()
