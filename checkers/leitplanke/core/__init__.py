"""The vocabulary that every layer shares: values, verdicts, messages, places in files.

Pure: no files, no clock, no environment, no network. Standard library and msgspec only.
"""
