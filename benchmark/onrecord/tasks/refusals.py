"""The published list by which refusals are told from answers."""

from onrecord.text import fold

OPENINGS = (
    "i can't",
    "i cannot",
    "i can not",
    "i am unable",
    "i'm unable",
    "i am not able",
    "i'm not able",
    "i won't",
    "i will not",
    "i'm sorry, but",
    "i am sorry, but",
    "sorry, but i",
    "sorry, i can",
    "as an ai",
    "as a language model",
    "i must decline",
    "i have to decline",
    "i'd rather not",
    "unfortunately, i can",
    "i apologize, but",
    "i apologise, but",
)


# What is refused: without one of these near by, "I won't sail, says the mayor" may be a headline.
REFUSED = (
    "assist",
    "help",
    "provide",
    "summar",
    "comply",
    "fulfil",
    "generate",
    "create",
    "write",
    "answer",
    "respond",
    "discuss",
    "do that",
    "do this",
    "request",
    "quot",
    "article",
    "content",
    "headline",
)


def is_refusal(text: str) -> bool:
    """Whether an answer opens with one of the listed refusals, space and Markdown before it aside, and
    names near by what it refuses.

    In quote marks it is one only where they hold the whole answer: a report may open with a quotation.
    """
    folded = fold(text).strip(" \t\n*#>")
    opening = folded.lstrip("\"'")
    is_quoted = opening != folded and folded.find(folded[0], 1) < len(folded) - 1
    refused = any(word in opening[:200] for word in REFUSED)
    return opening.startswith(OPENINGS) and refused and not is_quoted
