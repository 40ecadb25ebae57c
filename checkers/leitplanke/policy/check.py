"""What a policy says of one slot."""

import msgspec

from leitplanke.core.logic import causes_of, is_plain, lift
from leitplanke.core.message import Argument, Message
from leitplanke.core.value import Absent, AnyValue, Known, Unknown, Value
from leitplanke.core.verdict import Verdict
from leitplanke.inventory.facets import Evidence


class Check(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The judgement of one slot of one resource.

    ``verdict`` is a value: it is unknown by the causes of what was not known, and carries worlds like any other.
    ``message`` has a text for each verdict: the code with ``.fail``, ``.pass``, ``.unknown`` or
    ``.needs-evidence`` behind it.
    """

    slot: str
    verdict: Value[Verdict]
    message: Message
    evidence: Evidence


def check(slot: str, holds: Value[bool], evidence: Evidence, code: str, /, **arguments: Argument) -> Check:
    """Return the check of a condition that must hold: true passes, false (and absent) fails."""
    verdict = _verdict(holds) if is_plain(holds) else lift(_verdict, holds)
    return judged(slot, verdict, evidence, code, **arguments)


def judged(slot: str, verdict: Value[Verdict], evidence: Evidence, code: str, /, **arguments: Argument) -> Check:
    """Return the check of a slot whose verdict is already a value.

    Besides the arguments, texts may use ``slot`` and ``setting``: the attribute that decides, or the slot again where
    there is none.
    """
    given = {"slot": slot, "setting": evidence.attribute or slot, **arguments}
    return Check(slot, verdict, Message(code, given), evidence)


def _verdict(holds: AnyValue) -> AnyValue:
    if isinstance(holds, Unknown):
        return holds
    passed = isinstance(holds, Known) and holds.data is True
    return Known(Verdict.PASS if passed else Verdict.FAIL, holds.origin)


def shown(value: AnyValue, *, absent: str = "") -> str:
    """Return a value as an argument of a message; what is sensitive is not shown.

    An unknown that can only be certain things shows these, in order; another shows its causes.
    """
    if value.sensitive:
        return "(sensitive)"
    if isinstance(value, Absent):
        return absent
    if isinstance(value, Known):
        return _text(value.data)
    if value.worlds:
        return " | ".join(sorted({shown(world.value, absent=absent) for world in value.worlds}))
    return ", ".join(cause.name for cause in causes_of((value,)))


def _text(data: object) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    name = getattr(data, "name", None)
    return str(name if isinstance(name, str) else data)
