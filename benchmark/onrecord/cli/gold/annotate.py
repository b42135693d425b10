"""``onrecord gold annotate``."""

from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold, folders

_SHORTEST_TOKEN = 16


def annotate(
    article: Annotated[str, typer.Argument(help="The article's id.", metavar="ARTICLE")],
    gold: Gold = "",
    name: Annotated[
        str, typer.Option("--pass", help="Make or go on with this pass instead of gold.", metavar="NAME")
    ] = "",
    port: Annotated[
        int, typer.Option(help="Port on this machine; 0 takes a free one.", min=0, max=65535)
    ] = 0,
    token: Annotated[
        str,
        typer.Option(
            help="The page's token, to go on with an open page; random without.",
            envvar="ONRECORD_TOKEN",
            show_envvar=True,
        ),
    ] = "",
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Annotate an article in a local page; every change is saved at once. Ctrl-C ends it.

    Nothing leaves this machine. Without the link's token nobody else on it can read or write.

    Example: onrecord gold annotate pentagon-rafah --pass a

    Exit codes: 0 ended by Ctrl-C, 2 an article, pass or port that cannot be used.
    """
    import contextlib
    import re
    import secrets
    import webbrowser

    from onrecord.errors import GoldError
    from onrecord.workbench.preview.reading import NO_PASSES

    if name and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
        raise GoldError(f"--pass ‘{name}’: a pass is named by lower-case letters, digits, - and _")
    if name in NO_PASSES:
        raise GoldError(f"--pass ‘{name}’: passes/{name}.jsonl is no pass; name one, as in --pass a")
    if token and not re.fullmatch(rf"[A-Za-z0-9_-]{{{_SHORTEST_TOKEN},}}", token):
        raise GoldError(f"--token: at least {_SHORTEST_TOKEN} letters, digits, - or _; or leave it out")
    try:
        from onrecord.workbench.annotate.server import listen, serve
    except ImportError as error:
        raise GoldError(
            f"gold annotate needs the extra ‘annotate’: pip install 'onrecord[annotate]' ({error})"
        ) from None
    from onrecord.workbench.annotate.document import Document

    (folder,) = folders([article], gold)
    document = Document(folder, f"passes/{name}.jsonl" if name else "annotations.jsonl")
    listener = listen(port)
    port = listener.getsockname()[1]
    token = token or secrets.token_urlsafe(24)
    # In the fragment, which no browser sends, logs or refers to.
    link = f"http://127.0.0.1:{port}/#{token}"
    with contextlib.suppress(KeyboardInterrupt):
        typer.echo(link)
        typer.echo(f"annotating {document.path}; Ctrl-C ends", err=True)
        if browser:
            webbrowser.open(link)
        serve(document, listener, token)
    typer.echo(f"ended; an open page goes on with: --port {port} and its token in ONRECORD_TOKEN", err=True)
