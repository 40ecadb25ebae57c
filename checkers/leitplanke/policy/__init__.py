"""The public interface for authors of policies: a policy imports from here and from the facet types, nothing else."""

from leitplanke.core.logic import (
    all_of,
    any_of,
    at_least,
    choose,
    equals,
    is_present,
    lift,
    negate,
    one_of,
    version_at_least,
)
from leitplanke.core.message import Message, message
from leitplanke.core.text import matches
from leitplanke.core.value import Absent, Known, Unknown, Value
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.inventory.grants import (
    first_of_kind,
    has_condition,
    includes_anyone,
    includes_kind,
    includes_named,
    includes_only_kind,
    is_narrowed,
    share,
    takes_in,
)
from leitplanke.policy.check import Check, check, judged, shown
from leitplanke.policy.combine import fix_of, seen_at, strongest, through, weakest, with_fix
from leitplanke.policy.pack import Pack
from leitplanke.policy.parameters import NoParameters, Parameters
from leitplanke.policy.policy import AnyPolicy, Domain, Policy, policy
from leitplanke.policy.role_concept import Role, has_role, keeps_to
from leitplanke.policy.subject import Subject
from leitplanke.policy.territory import judge_location, place_name, place_reason

__all__ = [
    "Absent",
    "AnyPolicy",
    "Check",
    "Domain",
    "Known",
    "Message",
    "NoParameters",
    "Pack",
    "Parameters",
    "Policy",
    "Role",
    "Severity",
    "Subject",
    "Unknown",
    "Value",
    "Verdict",
    "all_of",
    "any_of",
    "at_least",
    "check",
    "choose",
    "equals",
    "first_of_kind",
    "fix_of",
    "has_condition",
    "has_role",
    "includes_anyone",
    "includes_kind",
    "includes_named",
    "includes_only_kind",
    "is_narrowed",
    "is_present",
    "judge_location",
    "judged",
    "keeps_to",
    "lift",
    "matches",
    "message",
    "negate",
    "one_of",
    "place_name",
    "place_reason",
    "policy",
    "seen_at",
    "share",
    "shown",
    "strongest",
    "takes_in",
    "through",
    "version_at_least",
    "weakest",
    "with_fix",
]
