"""A project that is judged with a cache, and what became of the cache."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from leitplanke.app.cache.project_cache import CachePlace
from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Report
from leitplanke.reporters.json_report import render
from leitplanke.reporters.texts import Texts
from leitplanke_policies.pack import PACK

AS_OF = date(2026, 11, 23)
_MAIN = """\
provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "days" {
  type    = number
  default = 1
}

module "calls" {
  source = "./modules/store"
  name   = "calls"
}

resource "aws_db_instance" "crm" {
  identifier              = "crm"
  engine                  = "postgres"
  instance_class          = "db.t4g.medium"
  storage_encrypted       = true
  publicly_accessible     = var.days > 5
  backup_retention_period = var.days
  tags                    = { owner = trimspace(file("${path.module}/owner.txt")) }
}
"""
_STORE = """\
variable "name" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}
"""


class Scratch:
    """A small project in a scratch folder, and a cache beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.cache = folder / "cache"
        self.write("leitplanke.toml", "version = 1\n")
        self.write("main.tf", _MAIN)
        self.write("owner.txt", "crm team\n")
        self.write("modules/store/main.tf", _STORE)

    def write(self, path: str, text: str) -> None:
        """Write one of the project's files."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def append(self, path: str, text: str) -> None:
        """Write on in one of the project's files."""
        self.write(path, (self.root / path).read_text() + text)

    def judge(self, *, cached: bool = True, packs: Packs | None = None, **given: Any) -> Report:
        """Return the report on the project."""
        place = CachePlace(str(self.cache), "pytest-1") if cached else None
        asked: dict[str, Any] = {"paths": (str(self.root),), "as_of": AS_OF, "cache": place} | given
        request = Request(**asked)
        return check(request, packs or Packs([PACK]))

    def entries(self, kind: str = "stack") -> Mapping[str, int]:
        """Return the cache's entries of a kind: another number stands for one that was written again."""
        return {path.name: path.stat().st_ino for path in self.cache.glob(f"*/{kind}*")}


def text(report: Report) -> str:
    """Return a report as text, with everything that is in it."""
    return render(report, Texts("en", {}))
