"""Reasoning that a model writes before its answer: the one definition of the marks that set it apart."""

import re
from typing import NamedTuple

# What opens reasoning and what closes it, as regular expressions.
_PAIRS = (
    *((f"<{name}>", f"</{name}>") for name in ("think", "thinking", "thought", "reasoning", "seed:think")),
    (r"\[THINK\]", r"\[/THINK\]"),
    (r"<\|START_THINKING\|>", r"<\|END_THINKING\|>"),
    (r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>"),
    ("◁think▷", "◁/think▷"),
    (r"<\|channel>thought", r"<channel\|>"),
    (
        r"<\|channel\|>(?:analysis|commentary)[^<]*<\|message\|>",
        r"(?:<\|end\|>)?(?:<\|start\|>assistant)?<\|channel\|>final[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>",
    ),
)
_MARK = re.compile(
    "|".join(f"(?P<o{n}>{opens})|(?P<c{n}>{closes})" for n, (opens, closes) in enumerate(_PAIRS)),
    re.IGNORECASE,
)
# Each of the marks, and each wrapping of an answer, has one of these in it.
_HINTS = ("think", "thought", "reasoning", "channel", "<|", "analysis")
_OPEN_AT_END = re.compile(rf"({'|'.join(opens for opens, _ in _PAIRS)})\s*\Z", re.IGNORECASE)
# Channels of which a server has dropped the control tokens.
_BARE_CHANNELS = re.compile(r"\s*analysis(.*?)assistantfinal", re.DOTALL)
# Tokens of which a mark is made up.
_PARTS = ("<|start|>", "<|channel|>", "<|message|>", "<|channel>", "<channel|>")
_WRAPPING = re.compile(r"<\|(?:START|END)_RESPONSE\|>|<\|(?:begin|end)_of_solution\|>")
_ANSWER = re.compile(r"\s*<answer>(.*?)(?:</answer>\s*)?\Z", re.DOTALL)


class Split(NamedTuple):
    """A text without its reasoning, the reasoning, and whether that never ended."""

    answer: str
    reasoning: str
    is_open: bool


def split_reasoning(text: str) -> Split:
    """The text parted at the marks of reasoning, in time that grows with its length, whatever it holds.

    Where reasoning ends that nothing opened, a template has opened it in the prompt: all before is reasoning.
    """
    lowered = text.lower()
    if not any(word in lowered for word in _HINTS):
        return Split(text, "", False)  # nearly every answer, and the marks take long to look for
    if bare := _BARE_CHANNELS.match(text):
        return Split(text[bare.end() :], bare[1], False)
    answer: list[str] = []
    thoughts: list[str] = []
    start, inside = 0, ""
    for mark in _MARK.finditer(text):
        kind, pair = str(mark.lastgroup)[0], str(mark.lastgroup)[1:]
        if inside and (kind, pair) == ("c", inside):
            thoughts.append(text[start : mark.start()])
            inside = ""
        elif inside:
            continue
        elif kind == "o":
            answer.append(text[start : mark.start()])
            inside = pair
        else:
            thoughts.append(" ".join([*answer, text[start : mark.start()]]))
            answer = []
        start = mark.end()
    (thoughts if inside else answer).append(text[start:])
    body = _WRAPPING.sub("", " ".join(filter(None, answer)))
    if thoughts and (whole := _ANSWER.match(body)):
        body = whole[1]
    return Split(body, "\n".join(filter(None, map(str.strip, thoughts))), bool(inside))


def open_at_end(text: str) -> str:
    """The mark that opens reasoning and after which the text ends; empty where it ends otherwise."""
    found = _OPEN_AT_END.search(text)
    return found[1] if found else ""


def closes(text: str) -> bool:
    """Whether a mark that closes reasoning stands in the text."""
    return any(str(mark.lastgroup).startswith("c") for mark in _MARK.finditer(text))


def may_open(token: str) -> bool:
    """Whether a token opens reasoning, or is the first of a mark that may."""
    return open_at_end(token) == token or token in ("<|channel|>", "<|channel>")


def is_mark(token: str) -> bool:
    """Whether a token is a mark of reasoning, or part of one."""
    return token in _PARTS or bool(_MARK.fullmatch(token))
