"""Several generators side by side, so that the calls of one do not wait for those of another."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from leitplanke.sources.live.asking.calls import Call, Refused, Steps

_WIDTH = 8


def together(many: Iterable[Steps], width: int = _WIDTH) -> Steps:
    """Run generators side by side, ``width`` of them at a time, in steps: the next calls of all are made at once.

    Deterministic: what they find comes in the order of the generators, however long calls take.
    """
    waiting = iter(many)
    active: list[tuple[Steps, Any]] = [(one, None) for one in islice(waiting, width)]
    while active:
        calls: list[Call] = []
        asking: list[tuple[Steps, slice | int]] = []
        for one, answer in active:
            try:
                step = one.throw(answer) if isinstance(answer, Refused) else one.send(answer)
                while not isinstance(step, Call | tuple):
                    yield step
                    step = next(one)
            except StopIteration:
                active.extend((following, None) for following in islice(waiting, 1))  # takes its turn in this round
                continue
            if isinstance(step, Call):
                asking.append((one, len(calls)))
                calls.append(step)
            else:
                asking.append((one, slice(len(calls), len(calls) + len(step))))
                calls.extend(step)
        answers: list[Any] = (yield tuple(calls)) if calls else []
        active = [(one, answers[which]) for one, which in asking]
