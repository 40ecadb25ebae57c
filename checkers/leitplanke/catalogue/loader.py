"""The catalogue's rows, read from their files when first asked for.

A row lies in ``data/<provider>/<service>.toml``, where the service is how the type's name goes on after the
provider; the longest file name that fits is it: ``aws_kinesis_video_stream`` is in ``aws/kinesis.toml`` unless there
is an ``aws/kinesis_video.toml``. So one type costs one small file.
"""

import os
from collections.abc import Mapping
from typing import Any

import msgspec

from leitplanke.catalogue.row import ProviderFacts, Row

_PROVIDERS = ("aws", "azurerm", "genesyscloud", "google")
_FACTS = "provider"
_SUFFIX = ".toml"
# Terraform providers that share another one's resource types.
_SAME_TYPES = {"google-beta": "google"}


class Catalogue:
    """What each resource type means. Rows are decoded once; a type without a row is None, not an error.

    A file that does not fit the form raises ``msgspec.ValidationError``: the files are part of the tool.
    """

    __slots__ = ("_digest", "_facts", "_files", "_folder", "_rows", "_services")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._digest: str | None = None
        self._services: dict[str, tuple[str, ...]] = {}
        self._files: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, Row | None] = {}
        self._facts: dict[str, ProviderFacts] = {}

    def row(self, type_name: str) -> Row | None:
        """Return the row of a resource type, such as ``aws_s3_bucket``; None if the catalogue has none."""
        if type_name not in self._rows:
            self._rows[type_name] = self._find(type_name)
        return self._rows[type_name]

    def provider(self, name: str) -> ProviderFacts:
        """Return what holds for all types of a provider, such as ``aws``."""
        found = self._facts.get(name)
        if found is None:
            own = _SAME_TYPES.get(name, name)
            if own in _PROVIDERS:
                found = msgspec.convert(self._read(own, _FACTS), ProviderFacts)
            else:
                found = ProviderFacts(
                    location_setting="", location_cause=f"location of provider {name}", tags=("tags",)
                )
            self._facts[name] = found
        return found

    def types(self) -> list[str]:
        """Return the names of all types that have a row, in alphabetical order."""
        return sorted(
            name
            for provider in _PROVIDERS
            for service in self._services_of(provider)
            for name in self._read(provider, service)
        )

    def digest(self) -> str:
        """Return the SHA-256 of all files with their names: the same digest means the same judgement of types."""
        if self._digest is None:
            self._digest = self._digest_of_files()
        return self._digest

    @property
    def contents(self) -> Mapping[str, dict[str, Any]]:
        """The contents of the files that were read so far, by their paths: ``aws/s3``."""
        return self._files

    def restore(self, contents: Mapping[str, dict[str, Any]]) -> None:
        """Take files as read that had these contents when `digest` was the same: to parse them takes longer."""
        self._files.update(contents)

    def _digest_of_files(self) -> str:
        from hashlib import sha256

        found = sha256()
        for provider in _PROVIDERS:
            for service in sorted((*self._services_of(provider), _FACTS)):
                with open(self._path(provider, service), "rb") as file:
                    data = file.read()
                found.update(f"{provider}/{service} {len(data)}\n".encode())
                found.update(data)
        return found.hexdigest()

    def _find(self, type_name: str) -> Row | None:
        provider, _, name = type_name.partition("_")
        if provider not in _PROVIDERS:
            return None
        fitting = (one for one in self._services_of(provider) if name == one or name.startswith(f"{one}_"))
        service = max(fitting, key=len, default=None)
        if service is None:
            return None
        written = self._read(provider, service).get(type_name)
        return None if written is None else msgspec.convert(written, Row, strict=True)

    def _services_of(self, provider: str) -> tuple[str, ...]:
        if provider not in self._services:
            names = (name.removesuffix(_SUFFIX) for name in os.listdir(os.path.join(self._folder, provider)))
            self._services[provider] = tuple(sorted(name for name in names if name != _FACTS))
        return self._services[provider]

    def _read(self, provider: str, service: str) -> dict[str, Any]:
        name = f"{provider}/{service}"
        if name not in self._files:
            import tomllib

            with open(self._path(provider, service), "rb") as file:
                self._files[name] = tomllib.load(file)
        return self._files[name]

    def _path(self, provider: str, service: str) -> str:
        return os.path.join(self._folder, provider, service + _SUFFIX)


def load_catalogue() -> Catalogue:
    """Return the catalogue that the tool is shipped with. Nothing is read yet."""
    return Catalogue(os.path.join(os.path.dirname(__file__), "data"))
