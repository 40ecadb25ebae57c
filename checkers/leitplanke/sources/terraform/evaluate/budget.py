"""How much work one comprehension may cause, those inside it included: reaching the limit is an error, not a hang."""

from collections.abc import Mapping

from leitplanke.core.value import AnyValue, Fields, Items, Known
from leitplanke.sources.terraform.evaluate.errors import limit
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import ELEMENTS_AT_MOST

_WORK_AT_MOST = 5_000_000
"""In elements that functions handle; one round of a ``for`` counts as twenty."""
_ROUND = 20


class LoopScope(Scope):
    """The names that a ``for`` or a splat binds. ``work`` is shared by all loops that run inside the outermost."""

    __slots__ = ("work",)

    def __init__(self, names: Mapping[str, AnyValue], outer: Scope, identity: str, work: list[int]) -> None:
        super().__init__(
            names,
            source=outer.source,
            folder=outer.folder,
            identity=identity,
            project=outer.project,
            diagnostics=outer.diagnostics,
            outer=outer,
            working_folder=outer.working_folder,
        )
        self.work = work


def work_of(scope: Scope) -> list[int]:
    """Return the count of the outermost loop around; a new one outside of loops."""
    found: Scope | None = scope
    while found is not None:
        if isinstance(found, LoopScope):
            return found.work
        found = found.outer
    return [0]


def spend(work: list[int], amount: int = _ROUND) -> None:
    """Count work; raise when it is too much."""
    work[0] += amount
    if work[0] > _WORK_AT_MOST:
        raise limit("rounds", ELEMENTS_AT_MOST)


def weight(value: AnyValue) -> int:
    """Return roughly how much work it is to look at a value once."""
    if not isinstance(value, Known):
        return 1
    data = value.data
    if isinstance(data, Items):
        return 1 + len(data.items)
    if isinstance(data, Fields):
        return 1 + len(data.entries)
    return 1 + len(data) // 100 if isinstance(data, str) else 1
