"""From the stored form of a stack's report back to the report."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from leitplanke.app.cache.stored_report import NONE, StoredLink, StoredServed, StoredStack
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.origin import Origin
from leitplanke.core.source import Source, Span
from leitplanke.engine.finding import Finding, Served, StackReport
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.ruleset import Requirement, RuleSet


class DecodingError(ValueError):
    """The stored form does not fit together."""


def decode(
    stored: StoredStack,
    rule_sets: Sequence[RuleSet],
    policies: Iterable[AnyPolicy],
    source: Callable[[str], Source | None],
) -> tuple[StackReport, list[Diagnostic]]:
    """Return the report, without its requirements, and the diagnostics. Raises `DecodingError`.

    ``source`` reads a file of the project; its bytes must be those that were judged.
    """
    try:
        return _decode(stored, rule_sets, policies, source)
    except (IndexError, KeyError, msgspec.MsgspecError) as problem:
        raise DecodingError(str(problem)) from problem


def _decode(
    stored: StoredStack,
    rule_sets: Sequence[RuleSet],
    policies: Iterable[AnyPolicy],
    source: Callable[[str], Source | None],
) -> tuple[StackReport, list[Diagnostic]]:
    texts = stored.texts
    policy_of = {one.id: one for one in policies}
    sources = [_source(source, path) for path in stored.sources]
    # The last entry is what `NONE` finds.
    spans: list[Span | None] = [Span(sources[one.source], one.start, one.end) for one in stored.spans]
    spans.append(None)
    by_id = {(rules.id, one.id): one for rules in rule_sets for one in rules.requirements}
    served = [tuple(_served(one, by_id) for one in group) for group in stored.requirements]
    chains = [_chain(links, texts, spans) for links in stored.chains]
    findings = tuple(
        Finding(
            policy=policy_of[texts[one.policy]],
            verdict=one.verdict,
            severity=one.severity,
            stack=texts[one.stack],
            address=texts[one.address],
            type=texts[one.type],
            title=texts[one.title],
            slot=texts[one.slot],
            message=stored.messages[one.message],
            attribute=texts[one.attribute],
            evidence_address=texts[one.evidence_address],
            span=spans[one.span],
            body=spans[one.body],
            calls=tuple([span for call in one.calls if (span := spans[call]) is not None]),
            chain=chains[one.chain],
            causes=stored.causes[one.causes],
            worlds=stored.worlds[one.worlds],
            fix=None if one.fix == NONE else texts[one.fix],
            data_classes=stored.data_classes[one.data_classes],
            classified=one.classified,
            requirements=served[one.requirements],
            sensitive=one.sensitive,
        )
        for one in stored.findings
    )
    diagnostics = [Diagnostic(one.gravity, one.message, one.path, spans[one.span]) for one in stored.diagnostics]
    report = StackReport(
        name=stored.name,
        path=stored.path,
        template=stored.template,
        rule_sets=stored.rule_sets,
        resources=stored.resources,
        judged=stored.judged,
        not_judged=stored.not_judged,
        findings=findings,
        requirements=(),
        assumptions=stored.assumptions,
        not_applicable=stored.not_applicable,
        left_out=stored.left_out,
    )
    return report, diagnostics


def _source(source: Callable[[str], Source | None], path: str) -> Source:
    found = source(path)
    if found is None:
        raise DecodingError(path)
    return found


def _chain(links: Sequence[StoredLink], texts: Sequence[str], spans: Sequence[Span | None]) -> tuple[Origin, ...]:
    chain: list[Origin] = []
    for link in reversed(links):
        via = chain[-1] if chain else None
        chain.append(Origin(link.kind, texts[link.label], spans[link.span], via))
    return tuple(reversed(chain))


def _served(stored: StoredServed, by_id: Mapping[tuple[str, str], Requirement]) -> Served:
    requirement = by_id[stored.rule_set, stored.requirement]
    return Served(
        stored.rule_set,
        stored.requirement,
        requirement.title,
        requirement.norms,
        stored.verdict,
        stored.severity,
        requirement.policies[stored.application].parameters,
    )
