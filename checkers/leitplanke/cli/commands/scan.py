"""``leitplanke scan``: judge live accounts."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from leitplanke.cli.clock import chance, now, seconds
from leitplanke.cli.options import LANGUAGES, day
from leitplanke.cli.output import deliver, output_options

F = TypeVar("F", bound=Callable[..., Any])
_FILES = 8192
_TAGS = "resourcegroupstaggingapi"
_OWN = (
    "save",
    "resume",
    "plan",
    "rules",
    "config",
    "as_of",
    "lang",
    "rate",
    "threads",
    "quiet",
    "form",
    "output",
    "fail_on",
    "everything",
    "sarif_results",
)


@click.group(short_help="Judge live accounts of AWS, Azure or Google Cloud by the rules of a sector.")
def scan() -> None:
    """Judge live accounts by the rules of a sector. Only reads; what could not be read is unknown, by name.

    With --plan, each lists the calls that it would make, and the rights that they need: `leitplanke scan aws --plan`.

    \b
    Exit codes: 0 the gate is open, 1 it is closed, 2 no credentials, wrong usage or
    configuration, 3 a part of an account could not be read, 70 a bug.
    """  # noqa: D301 - \b keeps click from filling the paragraph


def _scan_options(command: F) -> F:
    options = [
        click.option(
            "--save",
            type=click.Path(dir_okay=False),
            metavar="FILE",
            help="Keep what was read, for check and --resume.",
        ),
        click.option(
            "--resume",
            type=click.Path(exists=True, dir_okay=False),
            metavar="FILE",
            help="Go on with a scan that was ended, or refused in part: FILE is what --save kept.",
        ),
        click.option("--plan", is_flag=True, help="Only list the calls that it would make, and the rights it needs."),
        click.option("--rules", "rules", multiple=True, metavar="ID", help="Rule set to judge by; may be repeated."),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False),
            help="Configuration to use instead of leitplanke.toml in this folder.",
        ),
        click.option("--as-of", metavar="DATE", help="Date of judgement, ISO 8601; today if not given."),
        click.option(
            "--rate",
            type=click.FloatRange(0.1, 100),
            help="Calls a second, at most, for each account, region and service.  [default: 10, less where quotas are]",
        ),
        click.option(
            "--threads", type=click.IntRange(1, 256), default=32, show_default=True, help="Calls under way at once."
        ),
        click.option("--quiet", is_flag=True, help="Say nothing while it reads."),
        click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language."),
    ]
    for option in reversed(options):
        command = option(command)
    return output_options(command)


@scan.command(short_help="Amazon Web Services.")
@click.option("--profile", default="", metavar="NAME", help="Profile of the AWS configuration; else the environment.")
@click.option("--organisation", "--organization", is_flag=True, help="All accounts of the organisation.")
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID",
    help="This account, in which --role-name is assumed; may be repeated.",
)
@click.option("--role-name", default="", metavar="NAME", help="Role to assume in each account.")
@click.option("--external-id", default="", metavar="TEXT", help="External id that the role asks for.")
@click.option(
    "--region",
    "regions",
    multiple=True,
    metavar="REGION",
    help="Only this region; may be repeated.  [default: all enabled]",
)
@click.option(
    "--service", "services", multiple=True, metavar="NAME", help="Only this service, such as rds; may be repeated."
)
@click.option("--partition", default="", metavar="NAME", help="aws, aws-cn, aws-us-gov or aws-eusc; else the region's.")
@_scan_options
def aws(**given: Any) -> int:
    """Read accounts of AWS and judge them.

    Without --organisation or --account: the account of the credentials, in all its regions. With them, a role
    (--role-name) is assumed in each; `scanner/aws` of the repository has it as Terraform.
    """
    from leitplanke.sources.live.aws.inventory import AwsOptions

    if given["services"]:
        # What is asked of a store hangs on the class of its data, and that on its tags.
        given["services"] = (*given["services"], _TAGS)
    return _run("aws", AwsOptions(**_scope(given)), given)


@scan.command(short_help="Microsoft Azure.")
@click.option("--tenant", default="", metavar="ID", help="Tenant; else that of the credentials.")
@click.option(
    "--subscription", "subscriptions", multiple=True, metavar="ID", help="Only this subscription; may be repeated."
)
@click.option("--management-group", default="", metavar="NAME", help="Only subscriptions below it.")
@click.option("--cloud", default="public", show_default=True, help="public, china, usgov, or AUTHORITY,MANAGER.")
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="NAME",
    help="Only this, such as Microsoft.Storage; may be repeated.",
)
@click.option(
    "--ca-bundle",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Certificates to trust instead of the usual ones: behind a proxy that opens TLS.",
)
@_scan_options
def azure(**given: Any) -> int:
    """Read subscriptions of Azure and judge them: all that the credentials can see, unless told otherwise."""
    from leitplanke.sources.live.azure.inventory import AzureOptions

    return _run("azure", AzureOptions(**_scope(given)), given)


@scan.command(short_help="Google Cloud.")
@click.option("--organisation", "--organization", default="", metavar="NUMBER", help="The whole organisation.")
@click.option("--folder", "folders", multiple=True, metavar="NUMBER", help="A folder; may be repeated.")
@click.option("--project", "projects", multiple=True, metavar="ID", help="A project; may be repeated.")
@click.option(
    "--service", "services", multiple=True, metavar="NAME", help="Only this service, such as storage; may be repeated."
)
@click.option(
    "--transport",
    type=click.Choice(["grpc", "rest"]),
    default="grpc",
    show_default=True,
    help="Protocol; rest passes any proxy.",
)
@click.option(
    "--quota-project", default="", metavar="ID", help="Project whose quota is used.  [default: the credentials' own]"
)
@click.option(
    "--cloudasset-endpoint",
    default="",
    metavar="ADDRESS",
    help="Cloud Asset Inventory where it is not the public one: a Private Service Connect endpoint.",
)
@click.option("--cloudresourcemanager-endpoint", default="", metavar="ADDRESS", help="The same for Resource Manager.")
@_scan_options
def gcp(**given: Any) -> int:
    """Read an organisation, folders or projects of Google Cloud and judge them: name at least one."""
    from leitplanke.sources.live.google.inventory import GoogleOptions

    return _run("google", GoogleOptions(**_scope(given)), given)


def _scope(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in _OWN and value is not None}


def _run(cloud: Any, options: Any, given: dict[str, Any]) -> int:
    from leitplanke.reporters.texts import Texts

    said = Texts(given["lang"], {})
    if given["plan"]:
        from leitplanke.app.scan_plan import plan_text

        click.echo(plan_text(cloud, options, said), nl=False)
        return 0
    import tempfile

    from leitplanke.app.check import Request, check
    from leitplanke.app.scan import ScanRequest
    from leitplanke.app.scan import scan as read
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.cli.progress import ScanProgress
    from leitplanke.sources.live.asking.schedule import Ports

    gc.enable()  # a scan is no short run
    _open_more_files()
    packs = installed_packs()
    as_of = day(given["as_of"])
    _check_rules(given, packs)
    _check_output(given)
    with tempfile.TemporaryDirectory(prefix="leitplanke-") as folder:
        spool = os.path.join(folder, "spool")
        os.mkdir(spool)
        path = given["save"] or os.path.join(folder, "scan")
        progress = ScanProgress(seconds, said, quiet=given["quiet"])
        wanted = ScanRequest(
            cloud=cloud,
            options=options,
            path=path,
            folder=spool,
            now=now,
            resume=given["resume"],
            rate=given["rate"],
            threads=given["threads"],
        )
        try:
            kept = said.label("scan-ending-kept", path=given["save"]) if given["save"] else said.label("scan-ending")
            with _until_interrupted(kept) as stopped:
                read(wanted, Ports(clock=seconds, jitter=chance, stop=stopped), progress)
        finally:
            progress.close()
        request = Request(
            paths=(path,),
            rules=given["rules"],
            config=given["config"],
            fail_on=given["fail_on"],
            as_of=as_of,
            shown={path: given["save"] or "scan"},
        )
        return deliver(check(request, packs), packs, given)


def _check_rules(given: dict[str, Any], packs: Any) -> None:
    """Make sure that what is read can be judged: nobody wants to learn of a wrong name after a long scan."""
    from leitplanke.app.project import load_configuration, project_root

    configuration = load_configuration(project_root(["."]), given["config"])
    tables = [name for table in configuration.account for name in table.rules]
    for name in given["rules"] or [*configuration.rules, *tables]:
        packs.rule_set(name)


def _check_output(given: dict[str, Any]) -> None:
    """Make sure that there is a folder for the report: nor of this."""
    folder = os.path.dirname(os.path.abspath(given["output"])) if given["output"] else "."
    if not os.path.isdir(folder):
        raise click.BadParameter(f"{given['output']}: there is no folder {folder}", param_hint="--output")


def _open_more_files() -> None:
    """Let the process have as many connections as it may: a client for each service and region keeps its own."""
    try:
        import resource
    except ImportError:  # not on Windows, which has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _until_interrupted(notice: str) -> Iterator[Callable[[], bool]]:
    """Yield what tells whether the user has asked to end; asked twice, the program ends at once.

    ``notice`` is what is said when asked once.
    """
    import signal

    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        sys.stderr.write(f"leitplanke: {notice}\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
