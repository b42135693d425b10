"""What a run asks: which articles, which tasks, and how."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from onrecord import __version__, data
from onrecord.errors import GoldError, OnRecordError, TaskError
from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article, no_article, read_meta
from onrecord.gold.root import full_name, gold_root
from onrecord.scoring.scorers import metrics_of
from onrecord.tasks.build import Protocol, requests
from onrecord.tasks.request import Request
from onrecord.tasks.task import Task, at_budget, built_in_tasks, select_tasks

# So many articles are read to say how much a plan asks.
COUNTED = 200
# English news and a little JSON, in the vocabularies of today's models.
_TOKENS_A_WORD = 1.5
_sorted_json = json.JSONEncoder(sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Size:
    """How much a plan asks: requests, the words of their prompts, and the tokens that answers may have."""

    requests: int
    words: int
    tokens: int
    is_exact: bool

    def cost(self, price_input: float, price_output: float) -> float:
        """About the most that it can cost, at prices a million tokens: every answer as long as it may be."""
        return (self.words * _TOKENS_A_WORD * price_input + self.tokens * price_output) / 1e6


@dataclass(frozen=True)
class Plan:
    """Articles × tasks × protocol. ``gold`` and ``tasks`` are as the user named them; empty for our own."""

    task_names: tuple[str, ...] = ()
    gold: str = ""
    article_ids: tuple[str, ...] = ()
    split: str = ""
    limit: int | None = None
    protocol: Protocol = field(default_factory=Protocol)

    def __post_init__(self) -> None:
        p = self.protocol
        for name, value, is_fine, remedy in (
            ("limit", self.limit, self.limit is None or self.limit >= 1, "1 or more, or none"),
            ("prompts", p.prompts, p.prompts in ("first", "all"), "first or all"),
            ("repeats", p.repeats, p.repeats >= 1, "1 or more"),
            ("shots", p.shots, p.shots >= 0, "0 or more"),
            ("temperature", p.temperature, p.temperature >= 0, "0 or more"),
            ("seed", p.seed, p.seed >= 0, "0 or more"),
            ("max_tokens", p.max_tokens, p.max_tokens is None or p.max_tokens >= 1, "1 or more, or none"),
        ):
            if not is_fine:
                raise OnRecordError(f"{name} is {remedy}, not ‘{value}’")

    @cached_property
    def tasks(self) -> list[Task]:
        """The tasks asked for. Raises TaskError on an unknown one, and on an unknown primary metric."""
        chosen = select_tasks(self.task_names)
        for task in chosen:
            known = [metric.name for metric in metrics_of(task)]
            if task.primary not in known:
                raise TaskError(
                    f"task ‘{task.name}’: field ‘primary’: no metric ‘{task.primary}’; "
                    f"there are {', '.join(known)}"
                )
        return chosen

    @cached_property
    def gold_folder(self) -> Path:
        if not self.gold and not data.gold_folder().is_dir():
            raise GoldError(
                "this install carries no article; work in a checkout, or give a folder with --gold"
            )
        return gold_root(self.gold)

    @cached_property
    def folders(self) -> list[Path]:
        """The folders of the articles asked about, by id. Raises GoldError where there is none."""
        folders = article_folders(self.gold_folder)
        known = {f.name: f for f in folders}
        for wanted in self.article_ids:
            if wanted not in known:
                raise no_article(wanted, self.gold_folder, known)
        chosen = [f for f in folders if not self.article_ids or f.name in self.article_ids]
        if self.split:
            chosen = [f for f in chosen if read_meta(f).split == self.split]
            if not chosen:
                raise GoldError(f"no article of the split ‘{self.split}’ in {self.gold_folder}")
        return chosen[: self.limit]

    def articles(self) -> Iterator[Article]:
        """The articles, one at a time. Raises GoldError on the first that is not fit to score with."""
        for folder in self.folders:
            yield load_article(folder)

    @cached_property
    def examples(self) -> list[Article]:
        """The dev articles that shots are taken from: none for zero-shot, else as many as could be needed."""
        return [load_article(folder) for folder in self._example_folders]

    @cached_property
    def _example_folders(self) -> list[Path]:
        if not self.protocol.shots:
            return []
        dev = [f for f in article_folders(self.gold_folder) if read_meta(f).split == "dev"]
        return dev[: self.protocol.shots + 1]

    def requests(self, article: Article, only: Task | None = None) -> Iterator[Request]:
        """Every request about an article, grouped by task; or those of one task."""
        for task in [only] if only else self.tasks:
            yield from requests(task, article, self.protocol, self.examples)

    @property
    def has_schemas(self) -> bool:
        """Whether any request carries a schema."""
        return not self.protocol.free and any(task.schema_ for task in self.tasks)

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask."""
        return any(True for article in self.articles() for _ in self.requests(article))

    @cached_property
    def size(self) -> Size:
        """How much the plan asks: counted on its first 200 articles, and reckoned from them beyond."""
        count = words = tokens = 0
        for request in self.sampled_requests():
            count += 1
            # A prefix ends in white space: no word reaches over into the prompt.
            words += _count_words(request.prefix) + len(request.prompt.split())
            tokens += request.generation.max_tokens
        share = self.share_sampled
        return Size(round(count / share), round(words / share), round(tokens / share), share == 1)

    @property
    def share_sampled(self) -> float:
        """The share of the articles that ``sampled_requests`` is about."""
        return min(1.0, COUNTED / len(self.folders))

    def sampled_requests(self) -> Iterator[Request]:
        """The requests of the first 200 articles: enough to say how much there is to do."""
        return (r for folder in self.folders[:COUNTED] for r in self.requests(load_article(folder)))

    @cached_property
    def gold_hashes(self) -> dict[str, str]:
        """The sha256 of each article's text and annotations."""
        return {f.name: hash_article(f) for f in self.folders}

    @property
    def task_labels(self) -> list[str]:
        """Each task's name and version; one that is not our own has a hash of its content too."""
        return [_label(task) for task in self.tasks]

    @property
    def tasks_hash(self) -> str:
        """The sha256 of all that the tasks say."""
        return digest("".join(task.model_dump_json() for task in self.tasks))

    def signature(self, model: str, fingerprint: str, takes_schema: bool = False) -> str:
        """One line that says what a score is of, in the manner of sacrebleu.

        ``decode`` is ``schema`` where the model was given schemas to keep to, else ``free``.
        """
        p = self.protocol
        parts = {
            "gold": digest("".join(f"{k}{v}" for k, v in sorted(self.gold_hashes.items())))[:8],
            "articles": str(len(self.folders)),
            "tasks": "+".join(self.task_labels),
            "model": f"{model.replace('|', '/')}@{digest(fingerprint)[:8]}",
            "shots": str(p.shots),
            "prompts": p.prompts,
            "repeats": str(p.repeats),
            "decode": "schema" if takes_schema and self.has_schemas else "free",
            "temperature": f"{p.temperature:g}",
            "seed": str(p.seed),
        }
        if self._example_folders:
            parts["examples"] = digest("".join(map(hash_article, self._example_folders)))[:8]
        if p.system:
            parts["system"] = digest(p.system)[:8]
        if p.closed_book:
            parts["article"] = "withheld"
        if p.max_tokens:
            parts["max_tokens"] = str(p.max_tokens)
        version = ".".join(__version__.split(".")[:2])
        return "|".join([f"onrecord:{version}", *(f"{k}:{v}" for k, v in parts.items())])

    def to_json(self) -> dict[str, object]:
        """As a manifest holds it: folders and files by their full paths, so that any folder can rescore."""
        saved = asdict(self)
        saved["gold"] = full_name(self.gold)
        saved["task_names"] = [
            str(Path(name).resolve()) if Path(name).exists() and name not in built_in_tasks() else name
            for name in self.task_names
        ]
        return saved

    @classmethod
    def from_json(cls, saved: Mapping[str, object]) -> "Plan":
        """A plan as a manifest holds it. Raises OnRecordError where it is not one."""
        try:
            fields = dict(saved)
            fields["protocol"] = Protocol(**fields["protocol"])  # type: ignore[arg-type]
            for name in ("task_names", "article_ids"):
                fields[name] = tuple(fields[name])  # type: ignore[arg-type]
            return cls(**fields)  # type: ignore[arg-type]
        except (TypeError, KeyError, ValueError) as error:
            raise OnRecordError(f"the plan in the manifest cannot be read ({error})") from None


def signature_parts(signature: str) -> dict[str, str]:
    """The parts of a signature, by name."""
    return dict(part.partition(":")[::2] for part in signature.split("|"))


def cache_key(fingerprint: str, request: Request) -> str:
    """What an answer may be reused for: same model, rendered prompt, settings, schema and sample."""
    how = request.generation
    asked = [
        fingerprint,
        request.id.rpartition("/")[2],
        request.system,
        _digest_prefix(request.prefix),
        request.prompt,
        [how.max_tokens, how.temperature, how.seed, *how.stop],
        request.schema,
    ]
    return digest(_sorted_json(asked))[:32]


# Dozens of requests share a prefix.
@lru_cache(maxsize=8)
def _digest_prefix(prefix: str) -> str:
    return digest(prefix)


@lru_cache(maxsize=8)
def _count_words(prefix: str) -> int:
    return len(prefix.split())


def _label(task: Task) -> str:
    """``quotes.1``; a task that is not our own has a hash of its content too: ``quotes.1~1a2b3c``."""
    built_in = built_in_tasks()
    base = built_in.get(task.name.rpartition("-")[0])
    if built_in.get(task.name) == task or (
        base and base.budget_words and task.budget_words and at_budget(base, task.budget_words) == task
    ):
        return task.label
    return f"{task.label}~{digest(task.model_dump_json())[:6]}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_article(folder: Path) -> str:
    """The sha256 of an article's text and annotations; a missing file counts as none."""
    total = hashlib.sha256()
    for path in (folder / "article.txt", folder / "annotations.jsonl"):
        if path.exists():
            total.update(path.read_bytes())
        total.update(b"\0")
    return total.hexdigest()
