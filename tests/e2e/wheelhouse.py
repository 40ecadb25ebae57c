"""Wheels of what is installed, so that tests can install this project without a network.

An installed distribution lists its files in RECORD; zipped again under the name that its tags give, they are a wheel.
Console scripts are left out: the installer makes them anew from the entry points.
"""

import base64
import hashlib
import os
import zipfile
from collections.abc import Iterable
from email.parser import Parser
from importlib.metadata import Distribution, PackagePath, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_OF_THE_INSTALLER = {"INSTALLER", "RECORD", "REQUESTED", "direct_url.json"}


def clean() -> dict[str, str]:
    """Return this process's environment without what would lead a command away from its own installation."""
    settings = ("GIT_", "LEITPLANKE_", "PIP_", "PRE_COMMIT_", "PYTHON", "VIRTUALENV_")
    return {key: value for key, value in os.environ.items() if not key.startswith(settings)}


def offline(wheelhouse: Path) -> dict[str, str]:
    """Return an environment in which pip and virtualenv know of nothing but ``wheelhouse``."""
    return clean() | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(wheelhouse),
        "PIP_NO_CACHE_DIR": "1",
        "PIP_NO_INDEX": "1",
        "VIRTUALENV_NO_DOWNLOAD": "1",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    }


def closure(requirements: Iterable[str]) -> dict[str, Distribution]:
    """Return the installed distributions that satisfy ``requirements``, and those that they need in turn."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(name)
        waiting.extend(Requirement(text) for text in found[name].requires or ())
    return found


def build(requirements: Iterable[str], folder: Path) -> Path:
    """Write a wheel of each distribution in the closure of ``requirements`` into ``folder`` and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for installed in closure(requirements).values():
        _repack(installed, folder)
    return folder


def _repack(installed: Distribution, folder: Path) -> None:
    files = [file for file in installed.files or () if _belongs(file)]
    information = next(file.parts[0] for file in files if file.name == "WHEEL" and file.parts[0].endswith(".dist-info"))
    record = []
    with zipfile.ZipFile(folder / _file_name(installed, information), "w") as wheel:
        for file in files:
            data = Path(str(file.locate())).read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            wheel.writestr(file.as_posix(), data)
            record.append(f"{file.as_posix()},sha256={digest},{len(data)}")
        record.append(f"{information}/RECORD,,")
        wheel.writestr(f"{information}/RECORD", "\n".join(record) + "\n")


def _belongs(file: PackagePath) -> bool:
    if file.is_absolute() or ".." in file.parts or file.suffix == ".pyc":
        return False
    return not (file.parts[0].endswith(".dist-info") and file.name in _OF_THE_INSTALLER)


def _file_name(installed: Distribution, information: str) -> str:
    tags = [tag.split("-") for tag in Parser().parsestr(installed.read_text("WHEEL") or "").get_all("Tag", [])]
    compressed = "-".join(".".join(dict.fromkeys(part)) for part in zip(*tags, strict=True))
    return f"{information.removesuffix('.dist-info')}-{compressed}.whl"
