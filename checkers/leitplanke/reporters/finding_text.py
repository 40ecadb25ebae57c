"""One finding as text: what, where, why, by which law, and what would mend it."""

from collections.abc import Iterator, Mapping, Sequence

from leitplanke.core.origin import OriginKind
from leitplanke.core.value import Cause, CauseKind
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, StackReport
from leitplanke.policy.ruleset import Norm
from leitplanke.reporters.excerpt import excerpt
from leitplanke.reporters.plain_value import SENSITIVE
from leitplanke.reporters.style import Style
from leitplanke.reporters.texts import Texts

_INDENT = "  "
_INSTANCES_AT_MOST = 3
_ALIKE_AT_MOST = 5
_FIX_INDENT = "    "


def finding_lines(
    group: Sequence[Finding],
    texts: Texts,
    style: Style,
    *,
    stacks: int = 1,
    accounts: Mapping[str, StackReport] | None = None,
    everything: bool = False,
) -> Iterator[str]:
    """Yield the lines of a finding; the group holds the instances that are alike.

    Where the report is about several ``stacks``, each address is followed by its own. ``accounts`` are the live ones
    among them, by ``stack`` of findings: one there has a line that says where it is.
    """
    finding = group[0]
    account = (accounts or {}).get(finding.stack)
    # The slot stands in the head of the line already.
    said = texts.say(finding.message, finding.verdict).removeprefix(f"{finding.slot}: ")
    home = f" ({finding.stack})" if stacks > 1 and account is None else ""
    yield f"{_head(finding, texts, style)} {style.strong(finding.address)}{home}: {said}"
    if account is not None:
        yield f"{_INDENT}{style.dim('-->')} {place_text(finding, account, texts)}"
        yield from (_INDENT + line for line in _alike(group, accounts or {}, texts, style, everything=everything))
    elif len(group) > 1:
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
        terraform = account is None
        yield from (_INDENT + line for line in _mending(finding, texts, style, terraform=terraform))


def place_text(finding: Finding, account: StackReport, texts: Texts) -> str:
    """Return what a live resource is and where: ``S3 bucket in eu-central-1, account 111122223333 (voice)``."""
    region = f" {texts.label('in-region', region=finding.region)}" if finding.region else ""
    return f"{finding.title}{region}, {account_text(account, texts)}"


def account_text(account: StackReport, texts: Texts) -> str:
    """Return a live account in the words of its cloud, with its name if that is known."""
    number = account.path.partition("/")[2]
    kind = _KINDS[account.cloud]
    for beginning, other in _OTHER_KINDS.items():
        if account.cloud == "google" and number.startswith(beginning):
            kind, number = other, number.removeprefix(beginning)
    name = f" ({account.account_name})" if account.account_name else ""
    return f"{texts.label(f'of-{kind}', account=number)}{name}"


_KINDS = {"aws": "account", "azure": "subscription", "google": "project"}
_OTHER_KINDS = {"folders/": "folder", "organizations/": "organisation"}


def _alike(
    group: Sequence[Finding], accounts: Mapping[str, StackReport], texts: Texts, style: Style, *, everything: bool
) -> Iterator[str]:
    """Yield the other resources of which the same is to be said, and where they are if it is elsewhere."""
    first, *others = group
    if not others:
        return
    yield f"{style.dim('=')} {texts.label('alike', count=len(others))}"
    shown = others if everything else others[:_ALIKE_AT_MOST]
    named = [one.address if one.slot == first.slot else f"{one.address} [{one.slot}]" for one in shown]
    width = max(map(len, named))
    for name, one in zip(named, shown, strict=True):
        account = account_text(accounts[one.stack], texts) if one.stack != first.stack else ""
        region = one.region if account or one.region != first.region else ""
        place = ", ".join(part for part in (region, account) if part)
        yield f"{_FIX_INDENT}{name.ljust(width)}  {style.dim(place)}".rstrip()
    if len(others) > len(shown):
        yield f"{_FIX_INDENT}{texts.label('more-alike', count=len(others) - len(shown))}"


def _mending(finding: Finding, texts: Texts, style: Style, *, terraform: bool) -> Iterator[str]:
    """Yield the lines to write in Terraform; where there are none, or it is another's business, what is to be done."""
    head = f"{style.dim('=')} {texts.label('fix')}:"
    if finding.fix and terraform:
        yield head
        yield from fix_lines(finding.fix, style)
        return
    remedy = " ".join(remedy_text(finding, texts).split())
    if remedy:
        yield f"{head} {style.good(remedy)}"


def fix_lines(fix: str, style: Style) -> Iterator[str]:
    """Yield lines of Terraform that mend something."""
    yield from (f"{_FIX_INDENT}{style.good(line)}".rstrip() for line in fix.strip("\n").splitlines())


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
    if cause.kind is CauseKind.NOT_READ and " " not in cause.name:  # the type alone: nobody was asked for it
        kind = "not-asked"
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
