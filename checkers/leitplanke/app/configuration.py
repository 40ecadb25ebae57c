"""``leitplanke.toml``: what the user says of the project."""

from datetime import date
from typing import Annotated, Literal, TypeAlias

import msgspec

from leitplanke.app.account_table import AccountTable
from leitplanke.core.verdict import Severity
from leitplanke.engine.facts import DeclaredFact
from leitplanke.inventory.facets import DEFAULT_TAGS
from leitplanke.inventory.inventory import Scope
from leitplanke.policy.role_concept import Role
from leitplanke.sources.terraform.stack_table import StackTable

FILE_NAME = "leitplanke.toml"
Section: TypeAlias = str
_Words: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]


class ConfigurationError(ValueError):
    """The configuration cannot be used; the text says where and why."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the configuration: strict, by keyword."""


class ClosedScopes(_Part, frozen=True, kw_only=True):
    """Scopes beyond the module that the user declares complete: nothing of them lies in another stack."""

    account: bool = False
    organisation: bool = False


class Classes(_Part, frozen=True, kw_only=True):
    """How stores are classified: tag keys to read, and classes by address pattern."""

    tags: tuple[str, ...] = DEFAULT_TAGS
    resources: dict[str, tuple[str, ...]] = {}


class GateStates(_Part, frozen=True, kw_only=True):
    """Whether the gate stays open to what is not decided; None for what the rule set says."""

    unknown: Literal["open", "closed"] | None = None
    needs_evidence: Literal["open", "closed"] | None = None


class GateSettings(_Part, frozen=True, kw_only=True):
    """When the gate closes: for all rule sets, for some of them, and for data classes, which outrank the others."""

    fail_on: Severity = Severity.LOW
    unknown: Literal["open", "closed"] | None = None
    needs_evidence: Literal["open", "closed"] | None = None
    rules: dict[str, GateStates] = {}
    classes: dict[str, GateStates] = {}
    waiver_days_at_most: int = 366


class WaiverSettings(_Part, frozen=True, kw_only=True):
    """One finding, or several, that somebody has accepted: all fields but ``stacks`` are required."""

    policies: tuple[str, ...]
    resources: tuple[str, ...]
    reason: _Words
    owner: _Words
    approved_by: _Words
    until: date
    stacks: tuple[str, ...] = ("*",)


class Configuration(_Part, frozen=True, kw_only=True):
    """The whole file. ``allow_repository`` names what the repository's own file may add to one given from outside."""

    version: int = 1
    rules: tuple[str, ...] = ()
    stack: tuple[StackTable, ...] = ()
    account: tuple[AccountTable, ...] = ()
    exclude: tuple[str, ...] = ()
    """Folders that are not looked into, relative to the project's root."""
    closed_scopes: ClosedScopes = ClosedScopes()
    classes: Classes = Classes()
    facts: dict[str, DeclaredFact] = {}
    gate: GateSettings = GateSettings()
    role: tuple[Role, ...] = ()
    """The concept of roles: who may do what."""
    waiver: tuple[WaiverSettings, ...] = ()
    allow_repository: tuple[Section, ...] = ()

    @property
    def closed(self) -> frozenset[Scope]:
        """The scopes within which nothing is missing."""
        declared = {Scope.ACCOUNT: self.closed_scopes.account, Scope.ORGANISATION: self.closed_scopes.organisation}
        return frozenset({Scope.MODULE, *(scope for scope, closed in declared.items() if closed)})


_REPOSITORY_MAY_ADD = ("stack", "account", "exclude", "classes", "closed_scopes", "facts", "role", "waiver")


def parse_configuration(data: bytes, name: str) -> Configuration:
    """Return the configuration in a TOML file.

    Raises `ConfigurationError` if it is not TOML, has a field that does not exist, or a version that is not 1.
    """
    import tomllib

    try:
        table = tomllib.loads(data.decode())
        found = msgspec.convert(table, Configuration, strict=True)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigurationError(f"{name}: this is not TOML: {problem}") from problem
    except msgspec.ValidationError as problem:
        from leitplanke.app.configuration_errors import said

        text = said(str(problem), top_level=Configuration.__struct_fields__)
        raise ConfigurationError(f"{name}: {text}") from problem
    if found.version != 1:
        raise ConfigurationError(f"{name}: version = {found.version} is not known; this tool reads version = 1")
    unknown = [section for section in found.allow_repository if section not in _REPOSITORY_MAY_ADD]
    if unknown:
        allowed = ", ".join(_REPOSITORY_MAY_ADD)
        raise ConfigurationError(f"{name}: allow_repository = {unknown} is not possible; it takes {allowed}")
    return found


def merged(outside: Configuration, repository: Configuration | None) -> Configuration:
    """Return the configuration from outside, with what it lets the repository's own file add."""
    if repository is None or not outside.allow_repository:
        return outside
    added = {section: getattr(repository, section) for section in outside.allow_repository}
    if "waiver" in added:
        added["waiver"] = (*outside.waiver, *repository.waiver)
    return msgspec.structs.replace(outside, **added)
