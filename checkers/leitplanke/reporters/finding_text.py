"""One finding as text: what, where, why, by which law, and what would mend it."""

from collections.abc import Iterator, Sequence

from leitplanke.core.origin import OriginKind
from leitplanke.core.value import Cause, CauseKind
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding
from leitplanke.policy.ruleset import Norm
from leitplanke.reporters.excerpt import excerpt
from leitplanke.reporters.plain_value import SENSITIVE
from leitplanke.reporters.style import Style
from leitplanke.reporters.texts import Texts

_INDENT = "  "
_INSTANCES_AT_MOST = 3


def finding_lines(group: Sequence[Finding], texts: Texts, style: Style, *, stacks: int = 1) -> Iterator[str]:
    """Yield the lines of a finding; the group holds the instances that are alike.

    Where the report is about several ``stacks``, each address is followed by its own.
    """
    finding = group[0]
    # The slot stands in the head of the line already.
    said = texts.say(finding.message, finding.verdict).removeprefix(f"{finding.slot}: ")
    home = f" ({finding.stack})" if stacks > 1 else ""
    yield f"{_head(finding, texts, style)} {style.strong(finding.address)}{home}: {said}"
    if len(group) > 1:
        names = [_instance(one, finding) for one in group[1 : 1 + _INSTANCES_AT_MOST]]
        more = " ..." if len(group) > 1 + _INSTANCES_AT_MOST else ""
        yield f"{_INDENT}{texts.label('instances', count=len(group) - 1)} {', '.join(names)}{more}"
    if finding.span is not None:
        yield from (_INDENT + line for line in excerpt(finding.span, style, hidden=finding.sensitive))
    yield from (_INDENT + line for line in chain_lines(finding, texts, style))
    if finding.causes:
        causes = "; ".join(cause_text(one, texts) for one in finding.causes)
        yield f"{_INDENT}{style.dim('=')} {texts.label('unknown-because')}: {causes}"
    yield from (f"{_INDENT}{style.dim('=')} {line}" for line in _worlds(finding, texts))
    yield f"{_INDENT}{style.dim('=')} {texts.label('serves')}: {served_text(finding, texts)}"
    if finding.verdict is Verdict.FAIL:
        yield from (_INDENT + line for line in _mending(finding, texts, style))


def _mending(finding: Finding, texts: Texts, style: Style) -> Iterator[str]:
    """Yield the lines to write; where there are none for the type, what the policy says to do."""
    head = f"{style.dim('=')} {texts.label('fix')}:"
    if finding.fix:
        yield head
        yield from (f"    {style.good(line)}".rstrip() for line in finding.fix.strip("\n").splitlines())
        return
    remedy = " ".join(remedy_text(finding, texts).split())
    if remedy:
        yield f"{head} {style.good(remedy)}"


def _instance(one: Finding, first: Finding) -> str:
    return one.address if one.stack == first.stack else f"{one.address} ({one.stack})"


def _head(finding: Finding, texts: Texts, style: Style) -> str:
    if finding.verdict is Verdict.FAIL:
        name = finding.severity.value
        return style.severity(name, f"{texts.label('severity-' + name)}[{finding.slot}]")
    return style.unknown(f"{texts.label('verdict-' + finding.verdict.value)}[{finding.slot}]")


def chain_lines(finding: Finding, texts: Texts, style: Style) -> Iterator[str]:
    """Yield the chain that led to the value, where its cause lies elsewhere than at the attribute."""
    previous = finding.span
    for link in finding.chain[1:]:
        if link.span is None:
            if link.kind is OriginKind.OPTION:
                yield f"{style.dim('...')} {texts.label('from-option', name=link.label)}"
            continue
        if previous is not None and (link.span.source, link.span.start) == (previous.source, previous.start):
            continue
        line, column = link.span.begin
        name = f"{texts.label('from')} {link.label} ".replace("  ", " ")
        source = SENSITIVE if finding.sensitive else " ".join(link.span.source.line(line).split())
        yield f"{style.dim('...')} {name}{link.span.source.path}:{line}:{column}  {style.dim(source)}"
        previous = link.span


def cause_text(cause: Cause, texts: Texts) -> str:
    """Return a cause in words, with the next step where there is one."""
    # An error of the configuration is named by its code; the diagnostic says the rest, with its place.
    kind = "refused" if cause.kind is CauseKind.ERROR and texts.is_code(cause.name) else cause.kind.value
    return texts.label(f"cause-{kind}", name=texts.reason(cause.name))


def _worlds(finding: Finding, texts: Texts) -> Iterator[str]:
    for guard, verdict in finding.worlds:
        assumed = ", ".join(f"{root_text(root)} = {choice}" for root, choice in guard)
        if assumed:
            yield texts.label("holds-if", verdict=texts.label("verdict-" + verdict.value), assumed=assumed)


def root_text(root: str) -> str:
    """Return what an assumption is about: a variable, or a condition and the module instance it stands in."""
    instance, _, condition = root.partition(":")
    if not condition or condition.startswith(":") or " " in instance.partition("[")[0]:
        return root
    return f"{condition} ({instance})" if instance else condition


def served_text(finding: Finding, texts: Texts) -> str:
    """Return the requirements that a finding serves, with their norms: ``gkv-statutory (SGB V § 393 Abs. 2)``."""
    by_rules: dict[str, list[str]] = {}
    for served in finding.requirements:
        if served.verdict is finding.verdict:
            names = by_rules.setdefault(served.rule_set, [])
            cited = (norm_text(norm, texts) for norm in served.norms)
            names += (name for name in cited if name not in names)
    return "; ".join(f"{rules} ({', '.join(norms)})" if norms else rules for rules, norms in by_rules.items())


def remedy_text(finding: Finding, texts: Texts) -> str:
    """Return what the policy's documentation says to do, in the language; empty where it says nothing."""
    translated = texts.policy(finding.policy.id, "remediation")
    if translated:
        return translated
    _, _, rest = finding.policy.documentation.partition("*Remediation.*")
    return "\n".join(line.strip() for line in rest.partition("\n\n")[0].strip().splitlines())


def norm_text(norm: Norm, texts: Texts) -> str:
    """Return a norm as it is cited in the language."""
    return norm.de if texts.language == "de" and norm.de else f"{norm.act} {norm.section}"
