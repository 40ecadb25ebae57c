"""Following references such as ``module.store["calls"].bucket.arn`` from their root."""

from collections.abc import Callable

from leitplanke.core.value import Absent, AnyValue, Fields, Known, Reference, Unknown
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.traversal import attribute, computed, index, one_of_entries
from leitplanke.sources.terraform.evaluate.worlds import apply, failure
from leitplanke.sources.terraform.syntax import tree

Evaluate = Callable[[tree.Expression, Scope], AnyValue]
ITEM = "[*]"
"""The name under which the element that a splat is at is bound; no identifier is spelled so."""

ATTEMPT = "try()"
"""Bound, likewise, in the arguments of ``try`` and ``can``, where it counts that something may fail."""

_MISSING = frozenset({"unsupported-attribute", "invalid-index", "not-indexable", "attribute-of-null"})
_DECLARED = frozenset({"var", "local"})


def follow(node: tree.Expression, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return what a chain of attributes and indices leads to, with the origin of what it leads to."""
    steps: list[tree.Attribute | tree.Index] = []
    while isinstance(node, (tree.Attribute, tree.Index)):
        steps.append(node)
        node = node.base
    value = _root(node, scope, evaluate)
    inside: Reference | None = None
    for step in reversed(steps):
        if type(value) is Known and type(value.data) is Fields and value.data.reference is not None:
            inside = value.data.reference
        key = Known(step.name) if isinstance(step, tree.Attribute) else evaluate(step.key, scope)
        if inside is not None:
            inside = _below(inside, key)
        try:
            value = _step(value, step, key, scope)
        except EvaluationError as failed:
            error = failed
            missing = failed.code == "unsupported-attribute" and step is steps[-1]
            if missing and isinstance(node, tree.Variable) and node.name in _DECLARED:
                # Terraform looks for declarations before it evaluates anything: `try` does not help.
                error = EvaluationError("reference-undeclared", name=reference_text(step, scope))
            if inside is None or error.code not in _MISSING:
                error.at(scope.source, step.start, step.end)
                raise error from None
            value = computed(inside)
        if inside is not None and isinstance(value, Absent):
            value = computed(inside, value)
    return value


def _below(reference: Reference, key: AnyValue) -> Reference | None:
    """Return the reference to an element of what is referred to; nothing where the key is not known."""
    if not isinstance(key, Known) or not isinstance(key.data, (str, int)):
        return None
    return Reference(reference.address, f"{reference.attribute}.{key.data}".lstrip("."))


def _step(value: AnyValue, step: tree.Attribute | tree.Index, key: AnyValue, scope: Scope) -> AnyValue:
    if isinstance(step, tree.Attribute):
        if isinstance(value, Unknown) and value.worlds:
            return apply(lambda one: attribute(one, step.name), (value,))
        return attribute(value, step.name)
    if isinstance(key, Unknown) and not key.worlds:
        root = assumption(step.key, scope)
        fails = failure(EvaluationError("invalid-index", key="?")) if scope.lookup(ATTEMPT) is not None else None
        return apply(lambda one: one_of_entries(one, key, root, fails), (value,))
    return apply(index, (value, key))


def _root(node: tree.Expression, scope: Scope, evaluate: Evaluate) -> AnyValue:
    if isinstance(node, tree.Variable):
        name = node.name
    elif isinstance(node, tree.SplatItem):
        name = ITEM
    else:
        return evaluate(node, scope)
    found = scope.lookup(name)
    if found is None:
        raise EvaluationError("reference-undeclared", name=name)
    return found


def assumption(node: tree.Expression, scope: Scope) -> str:
    """Return the name of the assumption that an expression has a certain value.

    The same text in the same module instance is the same assumption; inside ``for`` or ``each`` only where it uses
    what they bind.
    """
    text = scope.source.data[node.start : node.end].decode("utf-8", "replace")
    home = scope
    names = roots(node)
    while home.outer is not None and not any(name in home.names for name in names):
        home = home.outer
    return f"{home.identity}:{text}"


def roots(node: tree.Expression) -> set[str]:
    """Return the names that an expression starts from, those that it binds itself included."""
    found: set[str] = set()
    waiting: list[object] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tree.Variable):
            found.add(one.name)
        elif isinstance(one, tree.SplatItem):
            found.add(ITEM)
        elif isinstance(one, tuple):
            waiting.extend(one)
        elif hasattr(one, "__struct_fields__"):
            waiting.extend(getattr(one, name) for name in one.__struct_fields__)
    return found


def reference_text(node: tree.Expression, scope: Scope) -> str:
    """Return the text of a reference as its label; nothing where it is not one, such as ``f(x).y``."""
    base: tree.Expression = node
    while isinstance(base, (tree.Attribute, tree.Index, tree.Splat)):
        base = base.base
    if not isinstance(base, tree.Variable):
        return ""
    return scope.source.data[node.start : node.end].decode("utf-8", "replace")
