"""From a task and an article to requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.errors import TaskError
from onrecord.gold.article import Article
from onrecord.tasks.items import Item, gold_answer, items
from onrecord.tasks.prompts import WITHHELD, render, render_prefix
from onrecord.tasks.request import Generation, Request
from onrecord.tasks.task import Task

_SHOT = "Here is the same task with another article, as an example.\n\n<example>\n{article}\n</example>\n\n"


@dataclass(frozen=True, slots=True)
class Protocol:
    """How tasks are put to a model; all of it stands in the signature.

    ``prompts`` is "first" or "all" (each task's three wordings); ``repeats`` asks each question again,
    with seeds ``seed``, ``seed + 1``, …; ``closed_book`` withholds the article; ``free`` withholds the
    schemas, so that no answer is held to one.
    """

    shots: int = 0
    prompts: str = "first"
    repeats: int = 1
    temperature: float = 0.0
    seed: int = 0
    system: str = ""
    closed_book: bool = False
    max_tokens: int | None = None
    free: bool = False


def requests(
    task: Task, article: Article, protocol: Protocol, examples: Sequence[Article] = ()
) -> Iterator[Request]:
    """Every request of a task about one article, in a stable order.

    ``examples`` are the dev articles from which shots are taken; the article itself is never one.
    Raises TaskError where the shots asked for cannot be had, or a prompt is wrong.
    """
    text = article_text(task, article)
    prefix = render_prefix(WITHHELD if protocol.closed_book else text)
    shown = "" if protocol.closed_book else text
    shots = _shots(task, article, protocol.shots, examples)
    wordings = task.prompts if protocol.prompts == "all" else task.prompts[:1]
    # What comes before the question is the same for every item.
    before = ["".join(_render_shot(task, *shot, template) for shot in shots) for template in wordings]
    settings = [
        Generation(
            max_tokens=protocol.max_tokens or task.max_tokens,
            temperature=protocol.temperature,
            seed=protocol.seed + sample,
            stop=task.stop,
        )
        for sample in range(protocol.repeats)
    ]
    given = {"text": shown, **_budget(task)}
    for item in items(task, article):
        inputs = {**given, **item.inputs}
        for wording, template in enumerate(wordings):
            prompt = before[wording] + _question(task, template, item)
            for sample, generation in enumerate(settings):
                yield Request(
                    id=f"{task.name}/{article.id}/{item.id}/{wording}/{sample}",
                    task=task.name,
                    answer=task.answer,
                    article=article.id,
                    item=item.id,
                    inputs=inputs,
                    prefix=prefix,
                    prompt=prompt,
                    system=protocol.system or task.system,
                    schema=None if protocol.free else task.schema_,
                    generation=generation,
                )


def _question(task: Task, template: str, item: Item) -> str:
    return render(template, task.name, budget=task.budget_words, **item.inputs).strip()


def article_text(task: Task, article: Article) -> str:
    """The article as the task shows it."""
    return article.without("headline") if task.given == "article-without-headline" else article.raw.strip()


def _budget(task: Task) -> dict[str, str]:
    if not task.budget_words:
        return {}
    wanted = {"quotations": "2"} if task.scorer == "quoted-summary" else {}
    return {"budget": str(task.budget_words), **wanted}


def _shots(
    task: Task, article: Article, count: int, examples: Sequence[Article]
) -> list[tuple[Article, Item]]:
    """The first items of the first dev articles (by id) other than the article asked about."""
    if not count:
        return []
    others = sorted((a for a in examples if a.id != article.id), key=lambda a: a.id)
    found = [(other, items(task, other)[0]) for other in others if items(task, other)][:count]
    if len(found) < count:
        raise TaskError(
            f"--shots {count}: task ‘{task.name}’ needs {count} other dev articles as examples for "
            f"‘{article.id}’; gold has {len(found)}"
        )
    return found


def _render_shot(task: Task, article: Article, item: Item, template: str) -> str:
    question = _question(task, template, item)
    body = render_prefix(article_text(task, article)) + question
    return _SHOT.format(article=f"{body}\nAnswer: {gold_answer(task, article, item)}")
