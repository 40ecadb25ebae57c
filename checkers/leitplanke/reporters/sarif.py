"""The report as SARIF 2.1.0: a run for each stack, rules from policies, norms as taxonomies."""

import json
from hashlib import sha256
from typing import Any

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.source import Span
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Finding, Report, StackReport, Waived
from leitplanke.policy.policy import AnyPolicy
from leitplanke.reporters.finding_text import cause_text, norm_text
from leitplanke.reporters.texts import Texts

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_KINDS = {
    Verdict.FAIL: "fail",
    Verdict.UNKNOWN: "open",
    Verdict.NEEDS_EVIDENCE: "review",
    Verdict.PASS: "pass",
}
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}
_CHOICES = {
    "fail": (Verdict.FAIL,),
    "open": (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE),
    "all": (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE, Verdict.PASS),
}


def render(report: Report, texts: Texts, *, results: str = "open") -> str:
    """Return the report as SARIF text. ``results``: ``fail``, ``open`` (also unknown and review) or ``all``."""
    runs = [_run(report, stack, texts, results) for stack in report.stacks]
    if not runs:
        runs = [_run(report, None, texts, results)]
    runs[0]["invocations"][0]["toolExecutionNotifications"] = [_notification(one, texts) for one in report.diagnostics]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report, stack: StackReport | None, texts: Texts, results: str) -> dict[str, Any]:
    chosen = [one for one in (stack.findings if stack else ()) if one.verdict in _CHOICES[results]]
    used = sorted({one.policy.id for one in chosen})
    policies = {policy.id: policy for policy in report.policies}
    index = {policy_id: number for number, policy_id in enumerate(used)}
    norms = sorted({norm_text(norm, texts) for one in chosen for served in one.requirements for norm in served.norms})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "Leitplanke",
                "semanticVersion": report.version,
                "rules": [_rule(policies[policy_id], texts) for policy_id in used],
                "supportedTaxonomies": [{"name": "norms", "index": 0}],
            }
        },
        "taxonomies": [
            {
                "name": "norms",
                "shortDescription": {"text": "Statutes, regulations and criteria that requirements cite"},
                "taxa": [{"id": norm} for norm in norms],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "language": texts.language,
        "invocations": [
            {
                "executionSuccessful": all(one.gravity.value != "error" for one in report.diagnostics),
                "properties": {"gate": "open" if report.gate.open else "closed"},
            }
        ],
        "results": [_result(one, index[one.policy.id], texts, stack.path if stack else "") for one in chosen],
        "properties": {"asOf": report.as_of.isoformat(), "digests": report.digests},
    }
    if stack is not None:
        run["automationDetails"] = {"id": f"leitplanke/{stack.name}/"}
    return run


def _rule(policy: AnyPolicy, texts: Texts) -> dict[str, Any]:
    title = texts.policy(policy.id, "title") or policy.title
    return {
        "id": policy.id,
        "name": "".join(part.capitalize() for part in policy.id.replace("/", "-").split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": texts.policy(policy.id, "remediation") or policy.documentation.strip()},
        "defaultConfiguration": {"level": _LEVELS[policy.severity]},
        "properties": {
            "tags": [policy.domain.value],
            "security-severity": _SECURITY_SEVERITY[policy.severity],
            "severity": policy.severity.value,
        },
    }


def _result(finding: Finding, index: int, texts: Texts, path: str) -> dict[str, Any]:
    failed = finding.verdict is Verdict.FAIL
    text = f"{finding.address}: {texts.say(finding.message, finding.verdict)}"
    if finding.causes:
        text += f" ({texts.label('unknown-because')}: {'; '.join(cause_text(one, texts) for one in finding.causes)})"
    result: dict[str, Any] = {
        "ruleId": finding.policy.id,
        "ruleIndex": index,
        "kind": _KINDS[finding.verdict],
        "level": _LEVELS[finding.severity] if failed else "none",
        "message": {"text": text},
        "locations": [_location(finding, path)],
        "partialFingerprints": {
            "leitplanke/v1": finding.fingerprint,
            **_line_hash(None if finding.sensitive else finding.span),
        },
        "properties": {
            "slot": finding.slot,
            "severity": finding.severity.value,
            "security-severity": _SECURITY_SEVERITY[finding.severity],
            "requirements": [f"{one.rule_set}/{one.requirement}" for one in finding.requirements],
            **({"region": finding.region} if finding.region else {}),
        },
    }
    related = [_physical(link.span) for link in finding.chain[1:] if link.span is not None]
    if related:
        labels = [link.label for link in finding.chain[1:] if link.span is not None]
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": physical, "message": {"text": label or "value"}}
            for number, (physical, label) in enumerate(zip(related, labels, strict=True), 1)
        ]
    norms = sorted({norm_text(norm, texts) for served in finding.requirements for norm in served.norms})
    if norms:
        result["taxa"] = [{"id": norm, "toolComponent": {"name": "norms", "index": 0}} for norm in norms]
    if finding.waived is not None:
        result["suppressions"] = [_suppression(finding.waived)]
    return result


def _suppression(waived: Waived) -> dict[str, Any]:
    """Return a waiver; it is in the source where its place has a line."""
    found: dict[str, Any] = {
        "kind": "inSource" if ":" in waived.place else "external",
        "status": "accepted",
        "justification": waived.reason,
    }
    given = {"until": waived.until.isoformat(), "owner": waived.owner, "approvedBy": waived.approved_by}
    return {**found, "properties": {name: value for name, value in given.items() if value}}


def _location(finding: Finding, path: str) -> dict[str, Any]:
    """Return the place; where no configuration is at hand, the first line of the plan or state at ``path``."""
    logical = {"fullyQualifiedName": finding.address, "kind": "resource", "name": finding.address}
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if finding.span is not None:
        location["physicalLocation"] = _physical(finding.span)
    else:
        artifact = {"uri": _uri(path), "uriBaseId": "%SRCROOT%"}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": {"startLine": 1}}
    return location


def _physical(span: Span) -> dict[str, Any]:
    (line, column), (end_line, end_column) = span.begin, span.finish
    return {
        "artifactLocation": {"uri": _uri(span.source.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _line_hash(span: Span | None) -> dict[str, str]:
    """Return the hash by which platforms follow a result when lines move: of the line's text."""
    if span is None:
        return {}
    text = "".join(span.source.line(span.begin.line).split())
    return {"primaryLocationLineHash": f"{sha256(text.encode()).hexdigest()[:16]}:1"}


def _notification(one: Diagnostic, texts: Texts) -> dict[str, Any]:
    found: dict[str, Any] = {"level": one.gravity.value, "message": {"text": texts.say(one.message)}}
    if one.span is not None:
        found["locations"] = [{"physicalLocation": _physical(one.span)}]
    elif one.path is not None:
        found["locations"] = [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(one.path), "uriBaseId": "%SRCROOT%"}}}
        ]
    return found
