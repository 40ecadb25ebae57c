"""What planned values were read from: by the configuration's references, and by names that the cloud gave."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from leitplanke.core.value import AnyValue, Cause, CauseKind, Known, Reference, Template, Unknown
from leitplanke.sources.documents.addresses import Key
from leitplanke.sources.documents.detach import SHARED_AT_MOST
from leitplanke.sources.documents.entries import Recent
from leitplanke.sources.documents.form import MISSING, ConfiguredResource
from leitplanke.sources.documents.identities import Identities
from leitplanke.sources.documents.values import Mask, Path, decode_any, decode_object, part
from leitplanke.sources.plan.configuration import Instance, Modules, expression_at, references
from leitplanke.sources.plan.references import Follower, Here, Targets
from leitplanke.sources.terraform.evaluate.traversal import computed

_REMEMBERED_AT_MOST = 2_000
_DOCUMENT_RESOURCES = frozenset({"resources", "not_resources"})
_POLICY_DOCUMENT = "aws_iam_policy_document."


class Site(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Where a resource instance stands in the configuration; ``block`` is None where that does not have it."""

    address: str
    module: Instance
    key: Key
    block: ConfiguredResource | None


class Joins:
    """Answers what a value was read from.

    ``raws`` gives value and mask of a resource, None where the plan has none at the address; ``instances`` the keys
    of a block; ``entries`` the attributes of a data source, for documents that are made of others.
    """

    def __init__(
        self,
        modules: Modules,
        raws: Callable[[str], tuple[msgspec.Raw, msgspec.Raw] | None],
        instances: Callable[[str], Iterable[Key]],
        entries: Callable[[str], Mapping[str, AnyValue] | None],
        identities: Callable[[], Identities],
    ) -> None:
        self.recent = Recent()
        self._modules = modules
        self._follower = Follower(modules, instances)
        self._raws = raws
        self._entries = entries
        self._identities = identities
        self._planned: dict[str, Mapping[str, Any] | None] = {}
        self._masks: dict[int, Mask] = {}

    def mask(self, raw: msgspec.Raw) -> Mask:
        """Return a decoded mask of the document, which is not to be changed.

        Small ones are remembered by their identity: the document has equal ones once, and keeps them.
        """
        found = self._masks.get(id(raw), self)
        if found is self:
            found = decode_any(raw)
            if len(self._masks) < _REMEMBERED_AT_MOST and len(memoryview(raw)) <= SHARED_AT_MOST:
                self._masks[id(raw)] = found
        return found

    def expressions(self, site: Site) -> Mapping[str, Any] | None:
        """Return what is written of a resource; None where the plan has no configuration of it."""
        return self._modules.expressions(site.block) if site.block is not None else None

    def unknown(self, site: Site, path: Path, mask: Mask, data: Any) -> AnyValue:
        """Return what stands where the plan does not know a value: the attribute that it will be read from."""
        expression, rest = self._expression(site, path, data)
        targets = self._targets(expression, site)
        candidates = [one for one in targets.found if self._is_unknown(one)] if targets.complete else []
        if rest and isinstance(rest[0], int):
            # Elements that are made of the same attribute cannot all be it.
            elements = _below(mask, path[1 : len(path) - len(rest)])
            candidates = [] if targets.repeated else _nth(candidates, rest[0], elements)
        own = Unknown((Cause(CauseKind.COMPUTED, ".".join((site.address, *map(str, path)))),))
        if len(candidates) != 1:
            return own
        target = candidates[0]
        if not target.attribute:
            target = Reference(target.address, "arn" if str(path[-1]).endswith("arn") else "id")
        document = self._document(target)
        if document is not None:
            return document
        found = computed(target)
        if _DOCUMENT_RESOURCES.isdisjoint(map(str, path)):
            return found
        # What a policy names is rarely the attribute alone: "${aws_s3_bucket.calls.arn}/*".
        return Unknown(found.causes, partial=Template((found, own)))

    def text(self, site: Site, path: Path, text: str, data: Any) -> AnyValue:
        """Return a known text, with the attribute that it was read from where that is certain."""
        return self.text_by(site, self._expression(site, path, data)[0], text)

    def text_by(self, site: Site, expression: Any, text: str) -> AnyValue:
        """Return a known text that an expression made, None where none is written, likewise."""
        if expression is not None and not is_constant(expression):
            found = [one for one in self._targets(expression, site).found if self._text_of(one) == text]
            if len({one.address for one in found}) == 1:
                return Known(text, ref=found[0])
        if text.startswith("arn:") or "/" in text:
            return Known(text, ref=self._identities().find(text, site.address))
        return Known(text)

    def _expression(self, site: Site, path: Path, data: Any) -> tuple[Any, Path]:
        """Return the expression that a value was made by, and the path into what that yields."""
        written = self._modules.expressions(site.block).get(str(path[0])) if site.block is not None else None
        if len(path) == 1 or written is None:
            return written, ()
        return expression_at(written, path[1:], data)

    def _targets(self, expression: Any, site: Site) -> Targets:
        written = references(expression)
        if not written:
            return Targets(complete=expression is not None)
        for_each = site.block.for_each_expression if site.block is not None else MISSING
        return self._follower.follow(written, Here(site.module, site.key, for_each))

    def _document(self, target: Reference) -> AnyValue | None:
        """Return a policy document that will be read only when it is applied, as far as it is known."""
        if target.attribute not in ("json", "minified_json") or _POLICY_DOCUMENT not in target.address:
            return None
        entries = self._entries(target.address)
        if entries is None:
            return None
        from leitplanke.sources.terraform.evaluate.policy_documents import policy_json

        found = policy_json(entries)
        return found if found.ref is not None else msgspec.structs.replace(found, ref=target)

    def _is_unknown(self, target: Reference) -> bool:
        """Tell whether what a reference leads to is unknown in the plan; what is not in it may be."""
        raws = self._raws(target.address)
        if raws is None or not target.attribute:
            return True
        name = target.attribute.partition(".")[0]
        if _any(part(self.mask(raws[1]), name)):
            return True
        planned = self._resource(target.address)
        return planned is None or name not in planned

    def _text_of(self, target: Reference) -> str | None:
        planned = self._resource(target.address)
        found = planned.get(target.attribute) if planned is not None else None
        return found if isinstance(found, str) else None

    def _resource(self, address: str) -> Mapping[str, Any] | None:
        """Return the planned values of a resource, for those who refer to it."""
        if address not in self._planned:
            if len(self._planned) >= _REMEMBERED_AT_MOST:
                self._planned.clear()
            raws = self._raws(address)
            self._planned[address] = decode_object(raws[0]) if raws is not None else None
        return self._planned[address]


def is_constant(expression: Any) -> bool:
    """Tell whether an expression is a constant, in which nothing is referred to."""
    return isinstance(expression, dict) and len(expression) == 1 and "constant_value" in expression


def _any(mask: Mask) -> bool:
    if isinstance(mask, dict):
        return any(_any(one) for one in mask.values())
    if isinstance(mask, list):
        return any(_any(one) for one in mask)
    return mask is True


def _below(mask: Mask, path: Path) -> Mask:
    for step in path:
        mask = part(mask, step)
    return mask


def _nth(candidates: list[Reference], at: int, mask: Mask) -> list[Reference]:
    """Return the one of several references that an unknown element is, where each is one of them."""
    if not isinstance(mask, list):
        return candidates
    unknown = [index for index, one in enumerate(mask) if one is True]
    return [candidates[unknown.index(at)]] if len(unknown) == len(candidates) and at in unknown else []
