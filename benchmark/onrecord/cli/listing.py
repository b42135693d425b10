"""``onrecord list`` and ``onrecord show``: what there is."""

from typing import Annotated

import typer

app = typer.Typer(help="What there is: tasks, models, gold.", no_args_is_help=True)

Gold = Annotated[str, typer.Option("--gold", help="Another gold folder.", metavar="DIR")]


@app.command()
def tasks() -> None:
    """The tasks, with their version, primary metric and what they ask."""
    from onrecord.tasks.task import built_in_tasks

    for task in built_in_tasks().values():
        typer.echo(f"{task.label:<17}{task.primary:<20}{task.description}")


@app.command()
def models() -> None:
    """The kinds of model, and the baselines that need no weights."""
    from onrecord.models.registry import BASELINES, KINDS

    for kind, meaning in KINDS.items():
        typer.echo(f"{kind:<28}{meaning}")
    typer.echo()
    for name, meaning in BASELINES.items():
        typer.echo(f"{'baseline:' + name:<28}{meaning}")


@app.command()
def gold(gold: Gold = "") -> None:
    """The articles, with their split, words, quotes, facts and statements."""
    from onrecord.gold.load import article_folders, load_article
    from onrecord.gold.root import gold_root

    typer.echo(f"{'article':<28}{'split':<7}{'words':>6}{'quotes':>8}{'facts':>7}{'statements':>12}")
    for folder in article_folders(gold_root(gold)):
        article = load_article(folder)
        typer.echo(
            f"{article.id:<28}{article.meta.split:<7}{len(article.raw.split()):>6}{len(article.quotes):>8}"
            f"{len(article.facts):>7}{len(article.statements):>12}"
        )


def show(
    article: Annotated[str, typer.Argument(help="The article's id.", metavar="ARTICLE")],
    gold: Gold = "",
) -> None:
    """An article and its gold: text, speakers, quotes, facts.

    Example: onrecord show pentagon-rafah
    """
    from onrecord.gold.load import article_folders, load_article, no_article
    from onrecord.gold.root import gold_root

    root = gold_root(gold)
    known = {f.name: f for f in article_folders(root)}
    if article not in known:
        raise no_article(article, root, known)
    found = load_article(known[article])
    typer.echo(f"{found.meta.title}\n{found.meta.source} · {found.meta.licence} · {found.meta.split}\n")
    for number, span in enumerate(found.text.paragraphs, 1):
        typer.echo(f"p{number:<3} [{found.region_of(span)}] {span.of(found.raw)}")
    typer.echo("\nSpeakers")
    for speaker in found.speakers:
        names = f" ({', '.join(speaker.aliases)})" if speaker.aliases else ""
        typer.echo(f"  {speaker.id:<24}{speaker.cls:<14}{speaker.name}{names}")
    typer.echo("\nQuotes")
    for quote in found.quotes:
        words = " … ".join(s.of(found.raw) for s in quote.spans)
        optional = ", optional" if quote.optional else ""
        typer.echo(f"  {quote.id:<5}{quote.form}{optional}, {' and '.join(quote.speakers)}: {words}")
    typer.echo("\nFacts")
    for fact in found.facts:
        typer.echo(f"  {fact.id:<5}{fact.weight:<6} {fact.text}")
