"""Whether an ARN pattern takes in a resource, whose own ARN is known by its form and its name only."""

import re
from fnmatch import fnmatchcase

from leitplanke.core.logic import all_of, equals, join, lift
from leitplanke.core.text import HOLE, outline
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, Value, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.same_region import region_of

_WILD = re.compile(f"[*{HOLE}]")
_PARTITION, _SERVICE, _REGION, _ACCOUNT = 1, 2, 3, 4


def takes_in(context: Context, pattern: str) -> Value[bool]:
    """Return whether a pattern takes in the context's resource.

    ``*`` stands for any text, colons included. The partition and the account of a selection are its own, so a pattern
    names the right ones; a hole elsewhere leaves the answer open.
    """
    if pattern == "*":
        return Known(True)
    form = context.row.arn
    if not form:
        return unknown(CauseKind.CLOUD, f"ARN of {context.resource.type}")
    wanted, own = pattern.split(":", 5), form.split(":", 5)
    doubts: list[Value[bool]] = []
    for number, (left, right) in enumerate(zip(wanted[:5], own[:5], strict=False)):
        if len(wanted) < len(own) and number == len(wanted) - 1 and left.endswith("*"):
            break  # `arn:aws:dynamodb:*` goes on over all that follows
        if number == _REGION and right == "*" and not _WILD.search(left):
            doubts.append(equals(region_of(context, context.resource), left))
            continue
        if left == right or "*" in (left, right) or number in (_PARTITION, _ACCOUNT):
            continue
        if HOLE not in left:
            return Known(False)
        doubts.append(unknown(CauseKind.COMPUTED, pattern.replace(HOLE, "...")))
    if len(wanted) < len(own):
        open_end = wanted[-1].endswith("*") and len(wanted) > _SERVICE
        holds = Known(open_end) if HOLE not in pattern else unknown(CauseKind.COMPUTED, pattern.replace(HOLE, "..."))
        return all_of(holds, *doubts)
    return all_of(_name_fits(context, wanted[5], own[5]), *doubts)


def _name_fits(context: Context, pattern: str, form: str) -> Value[bool]:
    prefix, _, rest = form.partition("{")
    attribute = rest.partition("}")[0]
    if not attribute:
        return Known(fnmatchcase(form, pattern))
    if pattern.endswith("*") and HOLE not in pattern and fnmatchcase(prefix, pattern):
        return Known(True)
    head = _WILD.split(pattern)[0]
    if not head.startswith(prefix) and not prefix.startswith(head):
        return Known(False)

    def leaf(one: AnyValue) -> AnyValue:
        name = outline(one)
        if name is None or HOLE in name or HOLE in pattern or isinstance(one, Absent):
            return join(one) if isinstance(one, Unknown) else unknown(CauseKind.COMPUTED, f"{address}.{attribute}")
        return Known(fnmatchcase(prefix + name, pattern))

    address = context.resource.address
    return lift(leaf, context.resource.read(attribute))
