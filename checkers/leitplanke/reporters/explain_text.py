"""Policies and findings, explained at length."""

from collections.abc import Iterator, Sequence

from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, StackReport
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.ruleset import RuleSet
from leitplanke.reporters.finding_text import (
    cause_text,
    finding_lines,
    fix_lines,
    norm_text,
    place_text,
    remedy_text,
)
from leitplanke.reporters.plain_value import SENSITIVE
from leitplanke.reporters.rules_text import edition_text, parameter_text
from leitplanke.reporters.style import Style
from leitplanke.reporters.texts import Texts

_SECTIONS = ("why", "checked", "remediation")
_WIDTH = 112


def render_policy(policy: AnyPolicy, rule_sets: Sequence[RuleSet], texts: Texts) -> str:
    """Return a policy's documentation, its parameters, and the requirements that it serves."""
    lines = [policy.id, f"{policy.domain.value}, {texts.label('severity-' + policy.severity.value)}", ""]
    translated = {part: texts.policy(policy.id, part) for part in ("title", *_SECTIONS)}
    if all(translated.values()):
        lines += [f"{translated['title']}.", ""]
        lines += [line for part in _SECTIONS for line in _paragraph(f"*{texts.label(part)}.* {translated[part]}")]
    else:
        lines += [*(line.removeprefix("    ") for line in policy.documentation.strip().splitlines()), ""]
    fields = policy.parameters.__struct_fields__
    if fields:
        lines.append(texts.label("parameters"))
        defaults = policy.parameters()
        lines += [f"  {field} = {parameter_text(getattr(defaults, field))}" for field in fields]
        lines.append("")
    lines.append(texts.label("served-by"))
    lines += _serves(policy, rule_sets, texts)
    return "\n".join(lines) + "\n"


def _paragraph(text: str) -> list[str]:
    import textwrap

    return [*textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False), ""]


def _serves(policy: AnyPolicy, rule_sets: Sequence[RuleSet], texts: Texts) -> Iterator[str]:
    for rule_set in rule_sets:
        for requirement in rule_set.requirements:
            if any(one.policy == policy.id for one in requirement.policies):
                title = getattr(requirement.title, texts.language)
                norms = ", ".join(norm_text(norm, texts) for norm in requirement.norms)
                yield f"  {rule_set.id} / {requirement.id}: {title}" + (f" ({norms})" if norms else "")


def render_finding(finding: Finding, texts: Texts, account: StackReport | None = None) -> str:
    """Return all that is known of one finding: value, facet, rules, norms, and what would make it pass.

    ``account`` is the report of the live account that it was found in.
    """
    accounts = {finding.stack: account} if account is not None else {}
    lines = list(finding_lines([finding], texts, Style(), accounts=accounts))
    lines += ["", f"{texts.label('policy')}: {finding.policy.id}"]
    facet = texts.label(f"facet-{finding.policy.judges.replace('_', '-')}")
    lines.append(f"{texts.label('facet')}: {facet}, {finding.slot}")
    read = f"{finding.evidence_address}{'.' + finding.attribute if finding.attribute else ''}"
    lines.append(f"{texts.label('read-from')}: {read}")
    classes = ", ".join(finding.data_classes) or texts.label("no-class")
    lines.append(f"{texts.label('data-classes')}: {classes}")
    lines.append(f"{texts.label('fingerprint')}: {finding.fingerprint}")
    lines += ["", texts.label("requirements")]
    for served in finding.requirements:
        title = getattr(served.title, texts.language)
        verdict = texts.label("verdict-" + served.verdict.value)
        lines.append(f"  {verdict}: {served.rule_set} / {served.requirement}: {title}")
        lines += [f"      {norm_text(norm, texts)} [{edition_text(norm.edition, texts)}]" for norm in served.norms]
        lines += [f"      {key} = {parameter_text(value)}" for key, value in served.parameters.items()]
    remedy = remedy_text(finding, texts)
    if remedy and finding.verdict is not Verdict.PASS:
        lines += ["", texts.label("would-pass"), *(f"  {line}".rstrip() for line in remedy.strip().splitlines())]
    if finding.fix and account is not None and finding.verdict is Verdict.FAIL:
        lines += ["", texts.label("as-terraform"), *fix_lines(finding.fix, Style())]
    return "\n".join(lines) + "\n"


def render_why(findings: Sequence[Finding], texts: Texts, account: StackReport | None = None) -> str:
    """Return every verdict on one resource, with the facts it rests on; ``account`` is the live one that it is in."""
    first = findings[0]
    lines = [f"{first.address}  {first.title if account is None else place_text(first, account, texts)}"]
    if first.body is not None:
        lines.append(f"{first.body}")
    classes = ", ".join(first.data_classes) or texts.label("no-class")
    lines.append(f"{texts.label('data-classes')}: {classes}")
    for finding in findings:
        verdict = texts.label("verdict-" + finding.verdict.value)
        lines += ["", f"{verdict}  {finding.policy.id} [{finding.slot}]"]
        lines.append(f"  {texts.say(finding.message, finding.verdict)}")
        if finding.causes:
            causes = "; ".join(cause_text(one, texts) for one in finding.causes)
            lines.append(f"  {texts.label('unknown-because')}: {causes}")
        if finding.span is not None:
            line, _ = finding.span.begin
            text = SENSITIVE if finding.sensitive else " ".join(finding.span.source.line(line).split())
            lines.append(f"  {finding.span}  {text}")
        for served in finding.requirements:
            norms = ", ".join(norm_text(norm, texts) for norm in served.norms)
            label = texts.label("verdict-" + served.verdict.value)
            lines.append(f"  {label}: {served.rule_set} / {served.requirement}" + (f" ({norms})" if norms else ""))
    return "\n".join(lines) + "\n"
