"""One scan of an `AzureFake` from beginning to end."""

from typing import Any

from leitplanke.sources.live.azure.inventory import open_azure
from tests.live.fakes.azure_server import AzureFake, serve
from tests.live.fakes.drive import Found, drive


def scan(fake: AzureFake, *, attempts: int = 1, only: str = "", **options: Any) -> Found:
    """Read a fake with Azure's own clients; ``options`` are those of `AzureOptions`.

    ``only`` is a part of the names of the tasks to begin with.
    """
    with serve(fake) as served:
        tasks, caller = open_azure(served.options(**options))
        try:
            return drive([one for one in tasks if only in one.name], caller, attempts)
        finally:
            caller.close()
