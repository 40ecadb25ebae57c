"""Functions are where the table says."""

from importlib import import_module

from leitplanke.sources.terraform.evaluate.functions import table


def test_the_table_names_what_the_modules_have() -> None:
    listed = {kind: sorted(names.split()) for kind, names in table._KINDS.items()}
    found = {kind: sorted(import_module(f"{table.__package__}.{kind}").FUNCTIONS) for kind in listed}
    assert listed == found
    assert len(table.FUNCTIONS) == sum(map(len, found.values()))
