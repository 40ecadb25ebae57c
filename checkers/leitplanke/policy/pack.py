"""Packs: what a distribution of policies offers. Metadata and names; nothing is imported to list it."""

import msgspec


class Pack(msgspec.Struct, frozen=True):
    """A set of policies, rule sets and texts.

    ``policies`` maps a policy's id to its dotted place, ``package.module:name``. ``folder`` is the package's own
    folder; ``rule_sets`` maps a rule set's id to its file, and ``texts`` a language to its file, both below it.
    ``dated`` says that verdicts may depend on the day otherwise than by territories, whose changes are known: then what
    was judged on one day is judged again on the next.
    """

    api: int
    name: str
    version: str
    folder: str
    policies: dict[str, str]
    rule_sets: dict[str, str]
    texts: dict[str, str]
    dated: bool = True
