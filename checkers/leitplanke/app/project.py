"""Where a project begins, and what its configuration is."""

import os

from leitplanke.app.configuration import FILE_NAME, Configuration, ConfigurationError, merged, parse_configuration


def project_root(paths: list[str]) -> str:
    """Return the folder that nothing is read outside of.

    The nearest folder at or above the paths that holds ``leitplanke.toml``; else the nearest that holds ``.git``;
    else the folder that the paths have in common.
    """
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in map(os.path.abspath, paths)]
    common = os.path.commonpath(folders)
    for marker in (FILE_NAME, ".git"):
        folder = common
        while True:
            if os.path.exists(os.path.join(folder, marker)):
                return folder
            above = os.path.dirname(folder)
            if above == folder:
                break
            folder = above
    return common


def load_configuration(root: str, outside: str | None) -> Configuration:
    """Return the configuration of a project: the file given from outside, else its own, else the defaults."""
    own_path = os.path.join(root, FILE_NAME)
    own = _read(own_path, FILE_NAME) if os.path.isfile(own_path) else None
    if outside is not None:
        return merged(_read(outside, outside), own)
    return own or Configuration()


def _read(path: str, name: str) -> Configuration:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as problem:
        raise ConfigurationError(f"{name}: could not be read; check its permissions") from problem
    return parse_configuration(data, name)
