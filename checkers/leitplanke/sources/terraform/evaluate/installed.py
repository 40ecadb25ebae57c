"""Where a module's files are: a folder of the project, or what ``terraform init`` has put into ``.terraform``."""

import posixpath
from collections.abc import Mapping
from typing import Any

import msgspec

from leitplanke.core.diagnostic import error
from leitplanke.core.message import message
from leitplanke.core.value import Cause, CauseKind, Known
from leitplanke.sources.terraform.evaluate.configuration import Declared
from leitplanke.sources.terraform.evaluate.context import Place
from leitplanke.sources.terraform.evaluate.layout import configuration_files, is_local
from leitplanke.sources.terraform.evaluate.project import Project

MANIFEST = ".terraform/modules/modules.json"


def read_manifest(project: Project, folder: str) -> Mapping[str, str]:
    """Return the folders of the modules that were installed for a root module, by their dotted path of calls."""
    path = posixpath.normpath(posixpath.join(folder, MANIFEST))
    data = project.read(path) if project.exists(path) else None
    if data is None:
        return {}
    found: dict[str, str] = {}
    try:
        listed = msgspec.json.decode(data, type=dict[str, Any]).get("Modules")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    for entry in listed if isinstance(listed, list) else ():
        key, place = (entry.get("Key"), entry.get("Dir")) if isinstance(entry, dict) else (None, None)
        if isinstance(key, str) and isinstance(place, str) and key:
            found[key] = posixpath.normpath(posixpath.join(folder, place.replace("\\", "/")))
    return found


def module_folder(declared: Declared, place: Place, folder: str, key: str, address: str) -> str | None:
    """Return the folder of a called module; None, and a diagnostic, if it is not there."""
    context = place.context
    argument = declared.arguments.get("source")
    found = place.value(argument, "source") if argument is not None else None
    cause = Cause(CauseKind.MODULE, address)
    if not isinstance(found, Known) or not isinstance(found.data, str):
        context.hidden.add(("*", cause))
        context.report(error(message("module-source-unknown", address=address), span=declared.header))
        return None
    source = found.data
    if is_local(source):
        path = posixpath.normpath(posixpath.join(folder, source))
        if any(configuration_files(context.project, path)):
            return path
        context.hidden.add(("*", cause))
        if path == ".." or path.startswith("../"):
            text = message("outside-root", path=path)
        else:
            text = message("module-folder-missing", address=address, source=source)
        context.report(error(text, span=argument.span if argument is not None else declared.header))
        return None
    installed = context.manifest.get(key)
    if installed is not None and any(configuration_files(context.project, installed)):
        return installed
    context.miss_module(source, cause, declared.header)
    return None
