import threading
import time
from functools import partial
from itertools import count, pairwise
from typing import Any

import msgspec
import pytest

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Refusal, Refused, Steps, Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.asking.schedule import Ports, run
from leitplanke.sources.live.record import Record
from tests.unit.sources.live.asking.simulation import World, lane, task


def _echo(call: Call) -> dict[str, Any]:
    return {"operation": call.operation}


def _record(name: str) -> Record:
    return Record("aws", "T", name, "1", "eu-central-1", {})


def _line(state: State = State.COMPLETE, resources: int = 0, error: str = "", service: str = "s") -> Coverage:
    return Coverage("1", "eu-central-1", service, "T", state, resources, error)


def _calls(service: str, number: int, account: str = "1") -> Steps:
    for index in range(number):
        yield Call(lane(service, account), f"{index}")


def _refused(kind: Refusal, retry_after: float | None = None) -> Refused:
    return Refused(kind, kind.value, "", "s:Op", retry_after)


def _flaky(kind: Refusal, times: int, retry_after: float | None = None) -> Any:
    left = count(times, -1)

    def caller(call: Call) -> dict[str, Any]:
        if call.lane.service == "s" and next(left) > 0:
            raise _refused(kind, retry_after)
        return _echo(call)

    return caller


def test_lane_keeps_its_rate_after_its_burst() -> None:
    world = World(_echo, threads=10, latency=0.0)
    world.run([task("a", lambda: _calls("s", 10))], Limits(rate=10, burst=3))
    assert world.times("s") == pytest.approx([0, 0, 0, *(round(0.1 * step, 6) for step in range(1, 8))])


def test_lanes_of_accounts_do_not_slow_each_other() -> None:
    world = World(_echo, threads=10, latency=0.0)
    world.run([task(name, partial(_calls, "s", 10, name), name) for name in "abc"], Limits(rate=10, burst=1))
    assert world.now == pytest.approx(0.9)


def test_large_lane_does_not_starve_small_ones() -> None:
    """With one thread, and all lanes far below their rates, each lane gets its turn."""
    world = World(_echo, threads=1, latency=1.0)
    large = [task(f"l{index}", lambda: _calls("large", 50)) for index in range(4)]
    world.run([*large, task("small", lambda: _calls("small", 3))], Limits(rate=1000, burst=5))
    assert max(world.times("small")) < 25


def test_calls_in_a_lane_at_the_same_time_are_bounded() -> None:
    world = World(_echo, threads=10, latency=1.0)
    world.run([task(f"{n}", lambda: _calls("s", 1)) for n in range(6)], Limits(rate=1000, burst=50, in_flight=2))
    assert world.times("s") == [0, 0, 1, 1, 2, 2]


def test_throttled_call_waits_as_long_as_the_cloud_asks() -> None:
    world = World(_flaky(Refusal.THROTTLED, 1, retry_after=7.0), latency=0.0)
    world.run([task("a", lambda: _calls("s", 1))])
    assert world.times("s") == [0, 7.25]


def test_throttled_lane_pauses_as_a_whole_and_goes_on_more_slowly() -> None:
    world = World(_flaky(Refusal.THROTTLED, 1, retry_after=5.0), threads=1, latency=0.0)
    world.run(
        [task("a", lambda: _calls("s", 2)), task("b", lambda: _calls("s", 2)), task("c", lambda: _calls("other", 2))],
        Limits(rate=10, burst=1),
    )
    first, *others = world.times("s")
    assert first == 0
    assert min(others) >= 5.25
    assert all(later - earlier > 0.15 for earlier, later in pairwise(others))
    assert max(world.times("other")) < 0.3


def test_back_off_doubles_up_to_its_bound() -> None:
    world = World(_flaky(Refusal.UNAVAILABLE, 6), latency=0.0)
    world.run([task("a", lambda: _calls("s", 1))], Limits(first_delay=1, longest_delay=8))
    times = world.times("s")
    assert [later - earlier for earlier, later in pairwise(times)] == [0.5, 1, 2, 4, 4, 4]


def test_patience_ends_and_the_collector_is_told() -> None:
    def collector() -> Steps:
        try:
            yield Call(lane("s"), "op")
        except Refused as refused:
            yield _line(refused.kind.state)

    world = World(_flaky(Refusal.THROTTLED, 1000))
    world.run([task("a", collector, types=("T",))], Limits(attempts=3))
    assert len(world.started) == 3
    assert world.lines == [_line(State.THROTTLED)]


def test_call_that_shall_wait_for_too_long_is_given_up() -> None:
    world = World(_flaky(Refusal.THROTTLED, 1, retry_after=3600.0))
    world.run([task("a", lambda: _calls("s", 1), types=("T",), service="s")])
    assert world.lines == [_line(State.THROTTLED, error="throttled on s:Op")]
    assert world.now < 1


def test_calls_that_are_throttled_together_slow_their_lane_once() -> None:
    world = World(_flaky(Refusal.THROTTLED, 4, retry_after=1.0), threads=4)
    world.run([task(name, lambda: _calls("s", 1)) for name in "abcd"], Limits(rate=8, burst=4))
    again = world.times("s")[4:]
    assert [later - earlier for earlier, later in pairwise(again)] == pytest.approx([0.25, 0.25, 0.25], abs=0.05)


@pytest.mark.parametrize("kind", [kind for kind in Refusal if kind not in (Refusal.THROTTLED, Refusal.UNAVAILABLE)])
def test_other_refusals_are_told_at_once(kind: Refusal) -> None:
    def collector() -> Steps:
        with pytest.raises(Refused) as refused:
            yield Call(lane("s"), "op")
        assert refused.value.kind is kind
        yield _line()

    world = World(_flaky(kind, 1000))
    world.run([task("a", collector, types=("T",))])
    assert len(world.started) == 1
    assert world.lines == [_line()]


def test_batch_of_calls_is_answered_in_its_order_with_refusals_among_them() -> None:
    seen = []

    def caller(call: Call) -> dict[str, Any]:
        if call.operation == "1":
            raise _refused(Refusal.DENIED)
        return _echo(call)

    def collector() -> Steps:
        seen.append((yield tuple(Call(lane("s"), f"{index}") for index in range(3))))
        seen.append((yield ()))

    world = World(caller, latency=1.0)
    world.run([task("a", collector)])
    first, refused, last = seen[0]
    assert (first, last) == ({"operation": "0"}, {"operation": "2"})
    assert refused.kind is Refusal.DENIED
    assert seen[1] == []
    assert world.now == pytest.approx(1.0)


def test_collector_that_breaks_fails_alone_and_keeps_what_it_found() -> None:
    def broken() -> Steps:
        yield _record("r")
        yield Call(lane("s"), "op")
        raise KeyError("DBInstances")

    world = World(_echo)
    world.run([task("a", broken, types=("T", "U"), service="s"), task("b", lambda: _calls("t", 3))])
    assert [record.id for record in world.records] == ["r"]
    error = "KeyError: 'DBInstances'"
    assert world.lines == [
        _line(State.FAILED, 1, error),
        Coverage("1", "eu-central-1", "s", "U", State.FAILED, 0, error),
    ]
    assert len(world.times("t")) == 3
    assert {one.name for one in world.ended} == {"a", "b"}


def test_collector_that_forgets_a_type_is_found_out() -> None:
    world = World(_echo)
    world.run([task("a", lambda: iter_of(_record("r")), types=("T",), service="s")])
    assert world.lines == [_line(State.FAILED, 1, "the collector gave no line of coverage")]


def iter_of(*found: Any) -> Steps:
    yield from found


def test_error_that_no_caller_foresaw_is_a_refusal() -> None:
    def caller(call: Call) -> dict[str, Any]:
        raise RuntimeError("x")

    world = World(caller)
    world.run([task("a", lambda: _calls("s", 1), service="s")])
    assert world.lines == [Coverage("1", "eu-central-1", "s", "*", State.FAILED, 0, "RuntimeError on s:0")]


def test_error_of_the_sink_ends_the_scan() -> None:
    class Full(World):
        def found(self, task: Task, one: Any) -> None:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        Full(_echo).run([task("a", lambda: iter_of(_record("r")))])


def test_found_tasks_run_and_those_done_before_do_not() -> None:
    def discover() -> Steps:
        yield Call(lane("s"), "list")
        for name in ("x", "y"):
            yield task(name, partial(_calls, name, 1))

    world = World(_echo)
    world.run([task("root", discover, discovers=True)], done=[("1", "eu-central-1", name) for name in ("root", "x")])
    assert [call.lane.service for _, call in world.started] == ["s", "y"]


def test_accounts_are_finished_before_others_are_opened() -> None:
    """So the number of tasks that wait stays small, however many accounts there are."""

    def account(name: str) -> Steps:
        for region in range(3):
            yield task(f"{name}{region}", lambda: _calls(name, 1), name)

    world = World(_echo, threads=1)
    world.run([task(name, partial(account, name), name, discovers=True) for name in "abc"], Limits(ahead=1))
    assert "".join(call.lane.service for _, call in world.started) == "aaabbbccc"


def test_stop_names_everything_that_is_not_finished() -> None:
    def discover() -> Steps:
        yield task("under way", lambda: _calls("s", 1000), types=("T", "U"), service="s")
        yield task("waits", lambda: _calls("s", 1), types=("V",), service="s")

    world = World(_echo)
    world.stop_at = 2.0
    world.run([task("root", discover, discovers=True)], Limits(tasks=1))
    assert [(line.type, line.state) for line in world.lines] == [
        ("T", State.INTERRUPTED),
        ("U", State.INTERRUPTED),
        ("V", State.INTERRUPTED),
    ]
    assert [one.name for one in world.ended] == ["root"]
    assert max(when for when, _ in world.started) < 2.0


def test_ten_thousand_lanes() -> None:
    world = World(_echo, threads=64)
    world.run([task("a", partial(_calls, "s", 2, f"{n}"), f"{n}") for n in range(10_000)])
    assert len(world.started) == 20_000
    assert len(world.ended) == 10_000


def test_real_threads_stop_promptly_though_a_call_hangs() -> None:
    hangs = threading.Event()
    stop = threading.Event()

    def caller(call: Call) -> dict[str, Any]:
        if call.operation == "1":
            stop.set()
            hangs.wait(30)
        return {}

    world = World(_echo)
    before = time.monotonic()
    run(
        [task("a", lambda: _calls("s", 3), types=("T",), service="s")],
        caller,
        world,
        ports=Ports(clock=time.monotonic, jitter=lambda: 0.0, stop=stop.is_set),
        limits=Limits(),
    )
    hangs.set()
    assert time.monotonic() - before < 5
    assert world.lines == [_line(State.INTERRUPTED)]


def test_what_may_wait_begins_when_all_else_has() -> None:
    """The home regions of all accounts come first, however deep they are found: the largest lane takes longest."""
    world = World(_echo, threads=1, latency=1.0)

    def account(name: str) -> Steps:
        yield msgspec.structs.replace(task(f"far-{name}", lambda: _calls("far", 1, name), name), later=True)
        yield task(f"home-{name}", lambda: _calls("home", 1, name), name)
        yield Call(lane("sts", name), "0")

    world.run([task(name, partial(account, name), name) for name in "abc"], Limits(rate=1000, burst=50, ahead=1))
    assert [call.lane.service for _, call in world.started][-3:] == ["far"] * 3
