"""Facts: that what a summary must say can be said from the evidence."""

from collections.abc import Iterator

from onrecord.gold.article import Article, Fact
from onrecord.gold.rules.rule import Problem, rule
from onrecord.gold.rules.runs import Run, run, stem


@rule("fact-needs", "warning", "§8.5", "What neither the evidence nor a name has, no faithful summary says.")
def _needs(article: Article) -> Iterator[Problem]:
    """Of each group one wording at least has all its words in the evidence, or in one speaker's names."""
    names = {
        word
        for s in article.speakers
        for name in (s.name, *s.aliases, *s.accept)
        for word in _stems(run(name))
    }
    for fact in article.facts:
        told = _evidence(article, fact)
        stems = _stems(told)
        for group in fact.needs:
            if not any(_is_told(run(wording), set(told), stems, names) for wording in group):
                shown = " / ".join(group)[:60]
                message = (
                    f"no wording of ‘{shown}’ is in the evidence of ‘{fact.id}’; begin with the article's"
                )
                yield Problem(fact.line, message, words=group[0] if group else "")


def _evidence(article: Article, fact: Fact) -> Run:
    return tuple(word for span in fact.spans for word in run(span.of(article.raw)))


def _stems(forms: Run) -> set[str]:
    return set(map(stem, forms))


def _is_told(wording: Run, told: set[str], stems: set[str], names: set[str]) -> bool:
    if told.issuperset(wording):
        return bool(wording)
    wanted = _stems(wording)
    return wanted <= stems or wanted <= names
