"""The subcommands, a module each."""

from leitplanke.cli.commands.catalogue import catalogue
from leitplanke.cli.commands.check import check
from leitplanke.cli.commands.evaluate import evaluate
from leitplanke.cli.commands.explain import explain
from leitplanke.cli.commands.rules import rules
from leitplanke.cli.commands.scan import scan
from leitplanke.cli.commands.why import why

ALL = (check, scan, explain, why, rules, catalogue, evaluate)
