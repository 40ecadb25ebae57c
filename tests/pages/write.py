"""The generated pages: ``python -m tests.pages.write`` writes them, a test says when they are out of date."""

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

from leitplanke.app.packs import Packs
from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.reporters.catalogue_text import FACETS
from leitplanke_policies.pack import PACK
from tests.pages import scanner_rights
from tests.project import ROOT

_NOTE = "<!-- Written by `python -m tests.pages.write`. Do not edit. -->"
_PROVIDERS = {
    "aws": "AWS",
    "azurerm": "Azure",
    "google": "Google Cloud",
    "genesyscloud": "Genesys Cloud",
}
_PAGES = ROOT / "checkers" / "leitplanke" / "catalogue" / "pages"


def pages() -> dict[Path, str]:
    """Return each generated page by its path."""
    found = {ROOT / "policies" / "CATALOGUE.md": "\n".join(_policies()) + "\n"}
    found |= dict(scanner_rights.files())
    found |= {_PAGES / f"{provider}.md": "\n".join(_types(provider)) + "\n" for provider in _PROVIDERS}
    return found


def _policies() -> Iterator[str]:
    packs = Packs([PACK])
    rule_sets = [packs.rule_set(name) for name in packs.rule_set_ids]
    yield from ("# Catalogue of policies", "", _NOTE, "")
    yield "What each resource type is judged by: " + ", ".join(
        f"[{title}](../checkers/leitplanke/catalogue/pages/{provider}.md)" for provider, title in _PROVIDERS.items()
    )
    yield from ("", "| policy | says | rule sets |", "|---|---|---|")
    for name in packs.policy_ids:
        policy = packs.policy(name)
        used = [
            rules.id
            for rules in rule_sets
            if any(one.policy == name for requirement in rules.requirements for one in requirement.policies)
        ]
        yield f"| [`{name}`](#{name.replace('/', '')}) | {policy.title} | {', '.join(used)} |"
    for name in packs.policy_ids:
        policy = packs.policy(name)
        _, _, text = cleandoc(policy.documentation).partition("\n")
        yield from ("", f"## {name}", "", f"{policy.title}.", "", f"Severity {policy.severity}, since {policy.since}.")
        yield from ("", text.strip())
        defaults = [
            f"`{field} = {getattr(policy.parameters(), field)!r}`" for field in policy.parameters.__struct_fields__
        ]
        if defaults:
            yield from ("", f"Parameters, with their defaults: {', '.join(defaults)}.")


def _types(provider: str) -> Iterator[str]:
    catalogue = load_catalogue()
    rows = [
        (name, row) for name in catalogue.types() if name.startswith(f"{provider}_") and (row := catalogue.row(name))
    ]
    live = load_live_catalogue(provider).rows
    yield from (f"# {_PROVIDERS[provider]}: what is judged", "", _NOTE, "")
    yield f"{len(rows)} resource types. `leitplanke catalogue TYPE` shows attributes, defaults and sources of one."
    yield from ("", "| type | is | role | facets | live | confidence |", "|---|---|---|---|---|---|")
    for name, row in rows:
        facets = ", ".join(facet.replace("_", " ") for facet in FACETS if getattr(row, facet))
        told = live.get(name)
        shown = f"`{told.type}`" if told is not None and told.type else "-"
        yield f"| `{name}` | {row.title} | {row.role} | {facets} | {shown} | {row.evidence.confidence} |"


def main() -> None:
    """Write every page."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
