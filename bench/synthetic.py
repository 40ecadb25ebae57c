"""Synthetic root modules: any number of resources, a module with ``for_each``, variables, locals; unknown booleans."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random

from services import LOCALS, PARTS, PROVIDERS, VARIABLES

SEED = 20261123
RESOURCES_A_FILE = 45
MODULE_SHARE = 20
"""One of so many resources is an instance of the module that is called with ``for_each``."""

MODULE = """\
variable "name" {
  type = string
}

variable "settings" {
  type = object({
    encrypted = optional(bool, true)
    location  = optional(string, "eu-central-1")
  })
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = var.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = var.settings.encrypted ? 1 : 0
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

output "arn" {
  value = aws_s3_bucket.this.arn
}
"""

CALL = """\
module "tenant_bucket" {
  source   = "./modules/bucket"
  for_each = local.tenants

  name     = "${local.prefix}-${each.key}"
  settings = each.value
  tags     = merge(local.tags, { tenant = each.key })
}
"""

FILES = ("storage", "databases", "events", "functions", "exports")


def write(target: Path, size: int) -> None:
    """Write a root module of about ``size`` resources, one twentieth of them by ``for_each``."""
    instances = max(1, size // MODULE_SHARE)
    rng = Random(SEED)
    tenants = "\n".join(
        f"    tenant-{index:04} = {{ encrypted = {'false' if rng.random() < 0.2 else 'true'} }}"
        for index in range(instances)
    )
    tenant_locals = f"locals {{\n  tenants = {{\n{tenants}\n  }}\n}}\n\n{CALL}"
    put(target / "providers.tf", PROVIDERS)
    put(target / "variables.tf", VARIABLES)
    put(target / "locals.tf", LOCALS)
    put(target / "tenants.tf", tenant_locals)
    put(target / "modules" / "bucket" / "main.tf", MODULE)
    for index, text in enumerate(files(rng, size - instances * 2, RESOURCES_A_FILE)):
        put(target / f"{FILES[index % len(FILES)]}_{index:03}.tf", text)


def write_root_module(target: Path, size: int) -> None:
    """Write one root module of ``size`` files, 20 resources each; a hook is given ``storage_000.tf`` as changed."""
    rng = Random(SEED)
    put(target / "providers.tf", PROVIDERS)
    put(target / "variables.tf", VARIABLES)
    put(target / "locals.tf", LOCALS)
    rest = size - 3
    for index, text in enumerate(files(rng, rest * 25, 20)):
        if index < rest:
            put(target / f"{FILES[index % len(FILES)]}_{index:03}.tf", text)


def write_booleans(target: Path, size: int) -> None:
    """Write conditionals on ``size`` independent variables without value: 2 to the power of ``size`` worlds."""
    names = [f"enable_{index}" for index in range(size)]
    variables = "\n".join(f'variable "{name}" {{\n  type = bool\n}}\n' for name in names)
    all_on = " && ".join(f"var.{name}" for name in names)
    sums = " + ".join(f"(var.{name} ? {index + 1} : 0)" for index, name in enumerate(names))
    pieces = "".join(f'${{var.{name} ? "{index}" : ""}}' for index, name in enumerate(names))
    resources = "\n".join(
        f'resource "aws_db_instance" "calls_{index}" {{\n  storage_encrypted       = var.{name} || {all_on}\n'
        f'  backup_retention_period = local.days\n  identifier              = "calls-${{local.name}}"\n'
        f"  publicly_accessible     = !var.{name}\n  count                   = var.{name} ? 1 : 0\n"
        f'  tags                    = merge(local.tags, var.{name} ? {{ purpose = "calls" }} : {{}})\n}}\n'
        for index, name in enumerate(names)
    )
    tags = ", ".join(f'var.{name} ? {{ key-{index} = "yes" }} : {{}}' for index, name in enumerate(names))
    local = f'locals {{\n  days = {sums}\n  name = "{pieces}"\n  tags = merge({tags})\n}}\n'
    put(target / "main.tf", f'provider "aws" {{\n  region = "eu-central-1"\n}}\n\n{variables}\n{local}\n{resources}')


def files(rng: Random, resources: int, a_file: int) -> Iterator[str]:
    """Yield texts of files with about ``a_file`` resources each, ``resources`` in all."""
    parts = cycle(PARTS)
    texts: list[str] = []
    held = total = 0
    for number in range(resources):
        part = next(parts)
        count, text = part(rng, f"{part.__name__}_{number:05}")
        texts.append(text)
        held += count
        total += count
        if held >= a_file or total >= resources:
            yield "\n".join(texts)
            texts, held = [], 0
        if total >= resources:
            return


def put(path: Path, text: str) -> None:
    """Write a file, its folder included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
