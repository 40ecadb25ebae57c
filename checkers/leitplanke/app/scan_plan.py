"""What a scan would ask for, and the rights that it needs: before anybody lets it in."""

from collections.abc import Iterable, Iterator
from typing import Any

from leitplanke.reporters.texts import Texts
from leitplanke.sources.live.record import Cloud


def plan_text(cloud: Cloud, options: Any, texts: Texts) -> str:
    """Return the calls and rights of a scan as text. Nothing is asked of the cloud.

    Raises `ScanError` for a service of which nothing is read.
    """
    lines = {"aws": _aws, "azure": _azure, "google": _google}[cloud](options, texts)
    return "\n".join(lines) + "\n"


def _aws(options: Any, texts: Texts) -> Iterator[str]:
    from leitplanke.sources.live.aws.inventory import services_of
    from leitplanke.sources.live.aws.rights import DISCOVERY, OWN, START, rights

    services, names = services_of(options.services)
    found = rights(services, names)
    permissions = sorted({*DISCOVERY, *(one for service in found for one in service.permissions)})
    yield texts.label("plan-aws")
    yield ""
    head = [texts.label(f"plan-aws-{name}") for name in ("service", "asked", "lists", "details")]
    rows = [(one.name, texts.label(f"plan-aws-{one.scope}"), str(one.lists), str(one.details)) for one in found]
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(4)]
    for name, asked, lists, details in (head, *rows):
        yield (f"  {name:<{widths[0]}}  {asked:<{widths[1]}}  {lists:>{widths[2]}}  {details:>{widths[3]}}")
    yield ""
    if options.organisation or options.accounts:
        yield from _listed(texts.label("plan-aws-role"), permissions)
        yield ""
        yield from _listed(texts.label("plan-aws-start"), START)
    else:
        yield from _listed(texts.label("plan-aws-own"), sorted({*permissions, *OWN}))


def _azure(options: Any, texts: Texts) -> Iterator[str]:
    from leitplanke.sources.live.azure.form import read
    from leitplanke.sources.live.azure.inventory import services_of
    from leitplanke.sources.live.azure.rights import actions

    form = read()
    wanted = services_of(options.services)
    yield texts.label("plan-azure", tables=", ".join(table.name for table in form.table))
    yield ""
    children = [child for family in form.family for child in family.child]
    asked = [f"{one.type} ({one.api})" for one in children if not wanted or one.type.partition("/")[0] in wanted]
    if asked:
        yield from _listed(texts.label("plan-azure-children"), dict.fromkeys(asked))
        yield ""
    yield from _listed(texts.label("plan-azure-rights"), actions(wanted))


def _google(options: Any, texts: Texts) -> Iterator[str]:
    from leitplanke.sources.live.google.inventory import services_of
    from leitplanke.sources.live.google.rights import ON_QUOTA_PROJECT, PERMISSIONS

    yield texts.label("plan-google")
    for name, types in services_of(options.services).items():
        yield f"  {name:<24}{', '.join(one.rpartition('/')[2] for one in types)}"
    yield ""
    yield from _listed(texts.label("plan-google-rights"), PERMISSIONS)
    yield ""
    yield from _listed(texts.label("plan-google-quota"), ON_QUOTA_PROJECT)


def _listed(heading: str, names: Iterable[str]) -> Iterator[str]:
    yield heading
    yield from (f"  {one}" for one in names)
