"""Whatever is refused, and however often: every task ends, every type has its line, and no lane goes too fast."""

from collections import Counter, defaultdict
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Refusal, Refused, Steps
from leitplanke.sources.live.asking.lanes import Limits
from tests.unit.sources.live.asking.simulation import World, lane, task

_KINDS = st.sampled_from([None, None, None, *Refusal])
_TASK = st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from("stu"), max_size=4), st.booleans(), st.booleans())


def _collector(account: str, services: list[str], *, breaks: bool, forgets: bool) -> Steps:
    for service in services:
        try:
            yield Call(lane(service, account), "op")
            yield (Call(lane(service, account), "op"), Call(lane("shared", account), "op"))
        except Refused as refused:
            yield Coverage(account, "eu-central-1", "s", "T", refused.kind.state)
            return
    if breaks:
        raise RuntimeError("broken")
    if not forgets:
        yield Coverage(account, "eu-central-1", "s", "T", State.COMPLETE)


@settings(max_examples=60, deadline=None)
@given(st.lists(_TASK, max_size=12), st.lists(_KINDS, min_size=1, max_size=40), st.integers(1, 5))
def test_nothing_is_lost_and_nothing_is_hurried(
    tasks: list[tuple[str, list[str], bool, bool]], fates: list[Refusal | None], threads: int
) -> None:
    made = 0

    def caller(call: Call) -> dict[str, Any]:
        nonlocal made
        made += 1
        kind = fates[made % len(fates)]
        if kind is not None:
            raise Refused(kind, kind.value, "", "s:Op", 0.5 if made % 2 else None)
        return {}

    limits = Limits(rate=5, burst=2, attempts=3, in_flight=2, tasks=4, ahead=2)
    world = World(caller, threads=threads)
    world.run(
        [
            task(f"{number}", partial(_collector, account, services, breaks=breaks, forgets=forgets), account,
                 types=("T",), service=f"{number}")
            for number, (account, services, breaks, forgets) in enumerate(tasks)
        ],
        limits,
    )  # fmt: skip
    assert Counter(one.name for one in world.ended) == Counter(f"{number}" for number in range(len(tasks)))
    assert len(world.lines) == len(tasks)
    starts = defaultdict(list)
    for when, call in world.started:
        starts[call.lane].append(when)
    for times in starts.values():
        for first, begin in enumerate(times):
            for last, end in enumerate(times[first:], 1):
                assert last <= limits.burst + limits.rate * (end - begin) + 1e-6
