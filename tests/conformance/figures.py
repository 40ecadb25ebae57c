"""The figures of the comparison with Terraform, for ``checkers/README.md``: ``python -m tests.conformance.figures``."""

from collections import Counter
from functools import cache
from pathlib import Path

import msgspec

from tests.conformance.comparison import OTHER_LINE, Outcome, Verdict, of_bad_file, of_expression, of_layout
from tests.conformance.recordings import ROOT, answer_files, bad_files, layouts

README = ROOT / "checkers" / "README.md"
BEGIN = "<!-- conformance: begin (written by `python -m tests.conformance.figures`) -->"
END = "<!-- conformance: end -->"


class Figures(msgspec.Struct, frozen=True):
    """How many of a kind were compared, and with which outcome."""

    compared: int
    equal: int
    unknown: int
    different: int


@cache
def expressions() -> dict[str, Verdict]:
    """Return the outcome for each recorded expression."""
    answers = {one: answer for file in answer_files().values() for one, answer in file.answers.items()}
    return {expression: of_expression(expression, answer) for expression, answer in answers.items()}


@cache
def values_of_layouts() -> dict[str, Verdict]:
    """Return the outcome for each output and input of each layout, and for each layout that Terraform refuses."""
    return {f"{layout.name}: {name}": one for layout in layouts() for name, one in of_layout(layout).items()}


@cache
def files() -> dict[str, Verdict]:
    """Return the outcome for each bad file."""
    return {path.name: of_bad_file(path) for path in bad_files()}


def count(verdicts: dict[str, Verdict]) -> Figures:
    """Return the figures of a kind."""
    found = Counter(one.outcome for one in verdicts.values())
    return Figures(len(verdicts), *(found[one] for one in (Outcome.EQUAL, Outcome.UNKNOWN, Outcome.DIFFERENT)))


def table() -> str:
    """Return the figures as a table in Markdown."""
    (version,) = {file.terraform for file in answer_files().values()}
    rows = {
        "expressions": count(expressions()),
        f"outputs and inputs of {len(layouts())} module layouts": count(values_of_layouts()),
        "bad files, refused at the same line": count(files()),
    }
    lines = [f"| beside Terraform {version} | compared | equal | unknown | different |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {one.compared:,} | {one.equal:,} | {one.unknown} | {one.different} |" for name, one in rows.items()
    ]
    lines.append(f"\nUnknown among the bad files are {len(OTHER_LINE)} that are refused at another line.")
    return "\n".join(lines)


def with_figures(text: str) -> str:
    """Return a text with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError("no marks for the figures")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main(path: Path = README) -> None:
    """Write the figures."""
    path.write_text(with_figures(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
