"""What a scan would ask for, and the rights that it needs: before anybody lets it in."""

from collections.abc import Iterator
from typing import Any

from leitplanke.sources.live.record import Cloud


def plan_text(cloud: Cloud, options: Any) -> str:
    """Return the calls and rights of a scan as text. Nothing is asked of the cloud."""
    lines = {"aws": _aws, "azure": _azure, "google": _google}[cloud](options)
    return "\n".join(lines) + "\n"


def _aws(options: Any) -> Iterator[str]:
    from leitplanke.sources.live.aws.inventory import services_of
    from leitplanke.sources.live.aws.rights import DISCOVERY, START, rights

    services, names = services_of(options.services)
    found = rights(services, names)
    permissions = sorted({*DISCOVERY, *(one for service in found for one in service.permissions)})
    yield f"Calls, all of which only read ({len(found)} services, {len(permissions)} permissions):"
    yield ""
    yield f"  {'service':<28}{'asked':<24}{'lists':>6}  {'details for each resource':>26}"
    scopes = {"region": "in each enabled region", "account": "once an account", "organization": "once a scan"}
    for service in found:
        yield f"  {service.name:<28}{scopes[service.scope]:<24}{service.lists:>6}  {service.details:>26}"
    yield ""
    yield "Permissions of the role in each account (Terraform: scanner/aws):"
    yield from (f"  {one}" for one in permissions)
    yield ""
    yield "Permissions of the identity that the scan starts with:"
    yield from (f"  {one}" for one in START)


def _azure(options: Any) -> Iterator[str]:
    from leitplanke.sources.live.azure.form import read
    from leitplanke.sources.live.azure.rights import actions

    form = read()
    wanted = {one.lower() for one in options.services}
    tables = [table.name for table in form.table]
    yield f"Queries of Resource Graph, 1,000 rows a page, 15 in 5 seconds at most: {', '.join(tables)}"
    yield ""
    yield "Read from Resource Manager, for each resource of the types that have it:"
    for family in form.family:
        for child in family.child:
            if not wanted or child.type.partition("/")[0] in wanted:
                yield f"  {child.type} ({child.api})"
    yield ""
    yield "Actions of the role, on the root management group or each subscription (Terraform: scanner/azure):"
    yield from (f"  {one}" for one in actions() if not wanted or one.partition("/")[0] in wanted)


def _google(options: Any) -> Iterator[str]:
    from leitplanke.sources.live.google.asset_types import read_asset_types
    from leitplanke.sources.live.google.rights import ON_QUOTA_PROJECT, PERMISSIONS

    wanted = options.services
    found = {name: types for name, types in read_asset_types().items() if not wanted or name in wanted}
    yield "Lists of Cloud Asset Inventory, 1,000 assets a page, by asset type and content:"
    for name, types in found.items():
        yield f"  {name:<24}{', '.join(one.rpartition('/')[2] for one in types)}"
    yield ""
    yield "Permissions on the organisation, folder or project (Terraform: scanner/google):"
    yield from (f"  {one}" for one in PERMISSIONS)
    yield ""
    yield "Permissions on the project whose quota is used, which needs the Cloud Asset API enabled:"
    yield from (f"  {one}" for one in ON_QUOTA_PROJECT)
