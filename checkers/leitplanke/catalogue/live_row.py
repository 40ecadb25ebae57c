"""The second half of a catalogue row: how a resource type is told, and read, in its cloud's own inventory.

The rules of a row name the attributes that they read. `LiveRow` says, for each of these, what stands for it in the
cloud's own JSON: one rule, two expressions. Rows are authored in TOML, under ``live/<provider>/``.

Paths into the cloud's JSON are dotted. ``[]`` means each element of a list, ``[0]`` one of them, ``{}`` each value of a
map with free keys, ``[Key=logging]`` or ``[action.type=rotate]`` the elements in which a field has a value. ``$id``,
``$account``, ``$region``, ``$partition``, ``$type`` and ``$tags`` stand for what is known of the record as a whole,
``@`` for the element that a ``part`` with ``[]`` is about: ``@.role``. ``$child.config/web.properties.ftpsState`` is
read in another record, whose id is this one's with ``/config/web`` behind it, ``$children.replications[].location`` in
all those that have this one's with ``/replications/`` and a name behind it, ``$group.managedBy`` in the resource group.
At Azure these records have ``replications`` behind the type of this one, at Google Cloud the type ``Replication``.
"""

from typing import TypeAlias

import msgspec

from leitplanke.catalogue.row import Scalar

Path: TypeAlias = str


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a row: strict, by keyword."""


class LiveTest(_Part, frozen=True, kw_only=True):
    """Something that has to hold of a document; all that is given has to."""

    path: Path
    is_: tuple[Scalar, ...] = msgspec.field(default=(), name="is")
    is_not: tuple[Scalar, ...] = ()
    contains: tuple[str, ...] = ()
    """The text has one of these in it."""
    lacks: tuple[str, ...] = ()
    """The text has none of these in it; so it is where there is none."""
    present: bool | None = None


class LivePath(_Part, frozen=True, kw_only=True):
    """What stands for an attribute, where a path alone does not say it. Steps apply in the order of the fields."""

    path: Path = ""
    """Where it is read. Of several elements (``[]``), all: the value is a list then."""
    else_: Path = msgspec.field(default="", name="else")
    """Where it is read if there is nothing at ``path``."""
    of: str = ""
    """The type of another record of the account, in which ``path`` is read instead: the disk of a machine, which alone
    tells its key. There is nothing at the path where there is no such record. Azure only."""
    named: Path = ""
    """Where the record has the id of that other one."""
    pairs: tuple[str, str] | None = None
    """The fields of name and value, where a list of pairs stands for a map: ``["Key", "Value"]``."""
    text: str = ""
    """A text made of paths, instead of ``path``: ``{properties.keyVaultUri}keys/{properties.keyName}``. It is absent
    where one of them is; a slash at the end of a part is left out before a slash."""
    after: tuple[str, ...] = ()
    """Only what stands behind the first of these that the text has; all of it where it has none."""
    before: tuple[str, ...] = ()
    """Only what stands before the first of these that the text has."""
    present: bool = False
    """Only whether there is something: true or false."""
    values: dict[str, Scalar | list[str]] = {}
    """What a value means: ``{ Enabled = true }``. Truths and numbers are written as JSON has them."""
    otherwise: Scalar | None = None
    """What every other value means; without it, they stay as they are."""
    unclear: str = ""
    """Why something that is there does not tell, so that it is not known; ``values`` may turn into ``""`` what does."""
    divide: int = 1
    """The number stands for so many of the attribute's units: 86400 where seconds are days."""
    json: bool = False
    """The attribute is a text: what is a document here is written out as JSON."""
    absent: Scalar | None = None
    """What it means where the document does not say it; without it, that nobody has set it."""


class LiveRow(_Part, frozen=True, kw_only=True):
    """How one resource type is told and read in its cloud's inventory; or why it is not (``none_because``)."""

    type: str = ""
    """The type of record (`leitplanke.sources.live.record`): ``AWS::RDS::DBInstance``."""
    none_because: str = ""
    read_as: tuple[str, ...] = ()
    """Other resource types as which its resources are read; then it has no type of its own here."""
    when: tuple[LiveTest, ...] = ()
    """Only records of which all of these hold: a cloud may have one type where Terraform has several."""
    unless: tuple[LiveTest, ...] = ()
    """Not the records of which all of these hold."""
    inherited: tuple[str, ...] = ()
    """Types of record that hold for all accounts below the one that they are in: policies of a folder. They are read
    with each of those accounts as if they were its own; of several with one name (the end of the id), the nearest."""
    inherited_named: tuple[str, Path] | None = None
    """Of what is inherited, only what records of this type name at this path: by the end of its id."""
    part: Path = ""
    """The part of the document that the resource is; it exists where the part is there. With ``[]`` at its end, one
    resource for each element."""
    paths: dict[str, Path | LivePath] = {}
    """By the attribute's path. ``rule[].status = "Rules[].Status"`` makes a block for each element; a block stands
    without ``[]`` where there is one at most."""
    absent: tuple[str, ...] = ()
    """Attributes that nothing has once it is made: they only ask for something, or other resources of the inventory
    tell it."""
    unread: dict[str, str] = {}
    """Attributes that no inventory shows, and why."""
    synonyms: tuple[str, ...] = ()
    """Texts (as in `LivePath.text`) by which other documents name what this resource is a name of, and for which its
    own ``synonym`` stands: an alias for the key that AWS manages."""
    synonym: Path = ""
    synonym_when: tuple[LiveTest, ...] = ()
