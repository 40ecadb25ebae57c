"""A small report, made by hand, for the tests of every format."""

from collections.abc import Iterable, Iterator
from datetime import date

from leitplanke.core.diagnostic import error, note
from leitplanke.core.message import Message, message
from leitplanke.core.origin import Origin, OriginKind, written
from leitplanke.core.source import Source, Span
from leitplanke.core.value import Cause, CauseKind
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Finding, Gate, Report, RequirementStatus, Served, StackReport
from leitplanke.policy import Check, Domain, NoParameters, Subject, policy
from leitplanke.policy.ruleset import Norm, RuleSet, Text
from leitplanke.reporters.texts import Texts

MAIN = Source(
    "stacks/größe/main.tf",
    'resource "aws_s3_bucket" "calls" {\n  bucket = "gespräche" # für Anrufe\n  region = var.region\n}\n'.encode(),
)
TFVARS = Source("stacks/größe/prod.tfvars", b'region = "eu-west-2"\npassword = "hunter2"\n')
_NORM = Norm(act="SGB V", section="§ 393 Abs. 2", edition="2024-07-01")
_TITLE = Text(en="Data stay in the EU", de="Daten bleiben in der EU")
RULES = RuleSet(id="gkv-statutory", title=_TITLE, summary=_TITLE, edition="2026-01", requirements=())


@policy(
    "residency/data-stays-in-territory",
    domain=Domain.RESIDENCY,
    severity=Severity.HIGH,
    judges="placement",
    since="0.1.0",
    parameters=NoParameters,
)
def stays(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Data stay in the permitted territory.

    *Why.* Because.
    """
    del subject, parameters
    yield from ()


def texts(language: str = "en") -> Texts:
    said = {
        "placement.fail": "{slot}: {place} lies outside",
        "placement.pass": "{slot}: {place} lies inside",
        "placement.unknown": "{slot}: not known",
        "placement.needs-evidence": "{slot}: {place} needs evidence",
    }
    return Texts(language, {"messages": said, "policies": {}})


def span(source: Source, text: str) -> Span:
    start = source.data.index(text.encode())
    return Span(source, start, start + len(text.encode()))


def finding(
    verdict: Verdict = Verdict.FAIL,
    *,
    address: str = "aws_s3_bucket.calls",
    slot: str = "storage",
    at: Span | None = None,
    chain: tuple[Origin, ...] | None = None,
    severity: Severity = Severity.HIGH,
    sensitive: bool = False,
) -> Finding:
    at = at or span(MAIN, "var.region")
    tfvars = written(span(TFVARS, '"eu-west-2"'), "var.region")
    unknown = verdict is Verdict.UNKNOWN
    guard = ((f"{address}:var.region", "eu-west-2"),)
    return Finding(
        policy=stays,
        verdict=verdict,
        severity=severity,
        stack="prod",
        address=address,
        type="aws_s3_bucket",
        title="S3 bucket",
        slot=slot,
        message=Message("placement", {"slot": slot, "place": "eu-west-2 (GB)"}),
        attribute="region",
        evidence_address=address,
        span=at,
        body=None,
        calls=(),
        chain=(written(at), tfvars) if chain is None else chain,
        causes=(Cause(CauseKind.VARIABLE, "var.region"),) if unknown else (),
        worlds=((guard, Verdict.FAIL),) if unknown else (),
        fix='region = "eu-central-1"\n',
        data_classes=("recordings",),
        classified=True,
        requirements=(Served("gkv-statutory", "place", _TITLE, (_NORM,), verdict, severity, {"territory": ["EU"]}),),
        sensitive=sensitive,
    )


def report(findings: Iterable[Finding]) -> Report:
    found = tuple(findings)
    status = RequirementStatus(
        "gkv-statutory", "place", _TITLE, (_NORM,), "customer", "config", Verdict.FAIL, {"fail": 1}
    )
    stack = StackReport(
        name="prod",
        path="stacks/größe",
        template=False,
        rule_sets=("gkv-statutory",),
        resources=4,
        judged=3,
        not_judged={"aws_unheard_of": 1},
        findings=found,
        requirements=(status,),
        assumptions=(message("assumed-class", rule_set="gkv-statutory", data_class="personal", count=2),),
    )
    return Report(
        version="0.1.0",
        as_of=date(2026, 11, 23),
        stacks=(stack,),
        diagnostics=(
            error(message("syntax-error", expected="}", found=message("token-end-of-file")), span=span(MAIN, "}")),
            note(message("no-configuration"), path="leerer Ordner"),
        ),
        gate=Gate(False, (message("gate-failures", count=1, severity="high"),)),
        rule_sets=(RULES,),
        policies=(stays,),
        digests={"rules": "abc"},
    )


def usual() -> Report:
    option = Origin(OriginKind.OPTION, "-var region=eu-west-2")
    return report(
        [
            finding(),
            finding(Verdict.UNKNOWN, address='aws_s3_bucket.store["übrig"]', slot="replica"),
            finding(Verdict.NEEDS_EVIDENCE, slot="log", chain=(written(span(MAIN, "region")), option)),
            finding(Verdict.PASS, slot="backup", chain=()),
        ]
    )
