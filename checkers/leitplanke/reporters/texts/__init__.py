"""Texts in German and English, and the turning of messages into them."""

import os
import tomllib
from collections.abc import Mapping
from typing import Any

from leitplanke.core.message import Argument, Message
from leitplanke.core.verdict import Verdict

LANGUAGES = ("en", "de")


class Texts:
    """All texts of one language: the tool's own, and those of the packs.

    A text may have a form for the number one, under its own key with ``-one`` behind. The number is ``count``, else the
    first one that it is given.
    """

    def __init__(self, language: str, packs: Mapping[str, Any]) -> None:
        own = _read(f"{language}.toml")
        self.language = language
        self._messages: dict[str, str] = {**own["messages"], **packs.get("messages", {})}
        self._labels: dict[str, str] = own["labels"]
        self._policies: dict[str, dict[str, str]] = packs.get("policies", {})
        self._reasons: dict[str, str] = {} if language == "en" else _read(f"reasons_{language}.toml")["reasons"]

    def say(self, message: Message, verdict: Verdict | None = None) -> str:
        """Return a message in this language; for a verdict, the text that the code has for it."""
        text = self._messages.get(f"{message.code}.{verdict}") if verdict else None
        text = text or _of_number(self._messages, message.code, message.arguments)
        shown = {key: self._argument(value) for key, value in message.arguments.items()}
        if text is None:
            return f"{message.code} ({', '.join(f'{key}: {value}' for key, value in shown.items())})"
        try:
            return text.format_map(shown)
        except KeyError as missing:
            return f"{text} [{missing}]"

    def label(self, key: str, **values: str | int) -> str:
        """Return a word or phrase of the report itself."""
        return (_of_number(self._labels, key, values) or self._labels[key]).format(**values)

    def reason(self, name: str) -> str:
        """Return the name of a cause in this language; addresses and attributes are the same in all.

        In ``google_pubsub_lite_topic (Cloud Asset Inventory does not list it)``, the reason is in the parentheses.
        """
        what, _, why = name.removesuffix(")").partition(" (")
        if name.endswith(")") and why in self._reasons:
            return f"{what} ({self._reasons[why]})"
        return self._reasons.get(name, name)

    def is_code(self, name: str) -> bool:
        """Tell whether a name is the code of a message."""
        return name in self._messages

    def policy(self, policy_id: str, part: str) -> str | None:
        """Return a part of a policy's documentation (``title``, ``why``, ``remediation``), if it is translated."""
        return self._policies.get(policy_id, {}).get(part)

    def _argument(self, value: Argument) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, tuple):
            return ", ".join(value)
        return self.reason(str(value))


def _of_number(texts: Mapping[str, str], key: str, values: Mapping[str, Any]) -> str | None:
    """Return the text of a key, in the form for one where there is one of it."""
    one = texts.get(f"{key}-one")
    if one is not None:
        number = values.get("count", next((value for value in values.values() if isinstance(value, int)), None))
        if number == 1:
            return one
    return texts.get(key)


def _read(name: str) -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
        return tomllib.load(file)
