"""Move a subtree to the place in the file where its text really stands."""

from collections.abc import Callable
from typing import Any

import msgspec

from leitplanke.sources.terraform.syntax.tree import Expression

_PLACES = frozenset({"start", "end"})


def relocate(node: Expression, move: Callable[[int], int]) -> Expression:
    """Return the same expression with every offset replaced by ``move(offset)``."""
    result: Expression = _moved(node, move)
    return result


def _moved(node: Any, move: Callable[[int], int]) -> Any:
    if isinstance(node, tuple):
        return tuple([_moved(item, move) for item in node])
    if not isinstance(node, msgspec.Struct):
        return node
    return type(node)(
        *[
            move(getattr(node, field)) if field in _PLACES else _moved(getattr(node, field), move)
            for field in node.__struct_fields__
        ]
    )
