"""``onrecord gold agree``."""

import typer

from onrecord.cli.gold.folders import Articles, Gold, folders


def agree(articles: Articles = None, gold: Gold = "") -> None:
    """How far two passes agree, before adjudication.

    Example: onrecord gold agree pentagon-rafah
    """
    from onrecord.gold.agreement import agreement
    from onrecord.gold.load import load_article, read_labels

    for folder in folders(articles, gold):
        passes = folder / "passes"
        if not all((passes / f"{name}.jsonl").exists() for name in "ab"):
            typer.echo(f"{folder.name}: a single pass, nothing to compare")
            continue
        labels = passes / "labels.jsonl"
        found = agreement(
            load_article(folder, "passes/a.jsonl"),
            load_article(folder, "passes/b.jsonl"),
            load_article(folder),
            read_labels(labels) if labels.exists() else {},
        )
        typer.echo(f"{folder.name}\n{'':<12}{'a':>5}{'b':>5}{'exact':>8}{'IoU≥.5':>8}{'+speaker':>10}")
        for row in found.spans:
            last = "+weight" if row.name == "facts" else ""
            typer.echo(
                f"  {row.name:<10}{row.a:>5}{row.b:>5}{row.exact * 100:>8.1f}{row.overlapping * 100:>8.1f}"
                f"{row.with_speaker * 100:>10.1f} {last}"
            )
        typer.echo(
            f"  α form {_alpha(found.form_alpha)}, speaker {_alpha(found.speaker_alpha)}, "
            f"fact weight {_alpha(found.weight_alpha)}; "
            f"blind labels equal to gold's: {found.labels[0]} of {found.labels[1]}"
        )


def _alpha(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
