"""Formats: one module each, ``render(report, texts) -> str``. The only place where messages become language."""
