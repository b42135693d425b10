"""Workflow commands of GitHub Actions: lines of a log that become annotations."""

from collections.abc import Mapping


def command(level: str, properties: Mapping[str, str], message: str) -> str:
    """One command (``error``, ``warning``, …); nothing in its values ends them, or starts another one."""
    shown = ",".join(f"{name}={_escaped(value, ',:')}" for name, value in properties.items())
    return f"::{level} {shown}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """What would end a value or a line as GitHub reads it, per cent."""
    for sign in f"%\r\n{also}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
