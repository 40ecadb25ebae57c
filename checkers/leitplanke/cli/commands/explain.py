"""``leitplanke explain``: a policy, or a finding."""

import re
from typing import Any

import click

from leitplanke.cli.options import input_options, request

_FINGERPRINT = re.compile(r"^[0-9a-f]{6,32}$")


@click.command(short_help="Explain a policy, or a finding.")
@click.argument("subject", metavar="POLICY|FINGERPRINT")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
def explain(subject: str, paths: tuple[str, ...], **given: Any) -> None:
    """Explain a POLICY by its id, or a finding by its FINGERPRINT (or the first six digits of it).

    For a finding: the chain of its value, the facet, the rule, the norm, and what would make it pass. PATH is what
    was checked (default: here), also an inventory that `leitplanke scan --save` has written.
    """
    from leitplanke.app.explain import finding_by_fingerprint
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.reporters.explain_text import render_finding, render_policy
    from leitplanke.reporters.texts import Texts

    packs = installed_packs()
    texts = Texts(given["lang"], packs.texts(given["lang"]))
    if subject in packs.policy_ids or not _FINGERPRINT.match(subject):
        rule_sets = [packs.rule_set(name) for name in packs.rule_set_ids]
        click.echo(render_policy(packs.policy(subject), rule_sets, texts), nl=False)
        return
    found = finding_by_fingerprint(request(paths, None, **given), packs, subject)
    for finding in found.findings:
        click.echo(render_finding(finding, texts, found.accounts.get(finding.stack)), nl=False)
