"""The project's own tree, as tests about the project see it."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "checkers" / "leitplanke"
PACK = ROOT / "policies" / "leitplanke_policies"


def tree(*folders: str) -> list[Path]:
    """Return the project's files below ``folders`` (default: all), sorted, without what git ignores.

    The checkout may belong to another user than the one that runs the tests, hence ``safe.directory``.
    """
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    listing = subprocess.run([*command, *folders], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = {ROOT / name for name in listing.stdout.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below ``folders``, sorted."""
    return [path for path in tree(*folders) if path.suffix == ".py"]


def name(path: Path) -> str:
    """Return a path as the repository names it."""
    return path.relative_to(ROOT).as_posix()
