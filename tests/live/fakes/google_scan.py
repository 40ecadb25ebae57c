"""One scan of a `GoogleFake` from beginning to end."""

from typing import Any

from google.auth.credentials import AnonymousCredentials

from leitplanke.sources.live.google.inventory import GoogleOptions, open_google
from tests.live.fakes.drive import Found, drive
from tests.live.fakes.google_estate import GoogleFake
from tests.live.fakes.google_server import serve


def scan(
    fake: GoogleFake, transport: str = "rest", *, attempts: int = 1, credentials: Any = None, **options: Any
) -> Found:
    """Read an organisation with Google Cloud's own clients: its buckets, unless ``services`` says otherwise.

    ``options`` are those of `GoogleOptions`; without a scope among them, the fake's whole organisation is read.
    """
    scope = {} if {"organisation", "folders", "projects"} & set(options) else {"organisation": fake.organisation}
    with serve(fake, transport) as address:
        tasks, caller = open_google(
            GoogleOptions(
                transport="grpc" if transport == "grpc" else "rest",
                cloudasset_endpoint=address,
                cloudresourcemanager_endpoint=address,
                **{"services": ("storage",), **scope, **options},
            ),
            credentials or AnonymousCredentials(),  # type: ignore[no-untyped-call]
        )
        try:
            return drive(tasks, caller, attempts)
        finally:
            caller.close()
