"""Ask the installed Terraform everything again and write its answers: ``nox -s oracle``.

New expressions are added to a file of ``fixtures/terraform/expressions`` with the answer ``null``.
"""
# ruff: noqa: T201

import sys

from tests.conformance import oracle
from tests.conformance.recordings import (
    REFUSALS,
    AnswerFile,
    RefusalFile,
    answer_files,
    bad_files,
    layouts,
    write,
)


def main() -> None:
    """Rewrite all recordings, or only the kinds that are named."""
    kinds = sys.argv[1:] or ["expressions", "layouts", "bad_files"]
    terraform = oracle.version()
    if "expressions" in kinds:
        files = answer_files()
        answers = oracle.answers_to([one for file in files.values() for one in file.answers])
        for path, file in files.items():
            write(path, AnswerFile(terraform, {one: answers[one] for one in file.answers if one in answers}))
        print(f"{len(answers)} expressions, {sum(answer is None for answer in answers.values())} refused")
    if "layouts" in kinds:
        for layout in layouts():
            plan = oracle.planned(layout, terraform)
            write(layout / "expected.json", plan)
            if plan.refused:
                print(f"{layout.name}: {plan.refused}")
        print(f"{len(layouts())} layouts")
    if "bad_files" in kinds:
        found = {path.name: oracle.refusal_of(path) for path in bad_files()}
        for name in (name for name, refusal in found.items() if refusal is None):
            print(f"{name}: not refused")
        write(REFUSALS, RefusalFile(terraform, {name: one for name, one in found.items() if one is not None}))
        print(f"{len(found)} bad files")


if __name__ == "__main__":
    main()
