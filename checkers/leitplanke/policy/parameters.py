"""Parameters of policies: declared by the policy, set by rule sets."""

import msgspec


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a rule set may set. A policy with parameters derives a class from this one, a field for each.

    Every field has a default; a rule set that names another field is an error when it is loaded.
    """


class NoParameters(Parameters, frozen=True):
    """For policies that have nothing to set."""
