"""Prompts: sandboxed Jinja, compiled once. The article always comes first."""

import contextlib
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from onrecord.errors import TaskError

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True
)
# All tasks that read the whole article share this prefix to the letter, so that an adapter can reuse it.
_PREFIX = "News article:\n\n<article>\n{text}\n</article>\n\n"
WITHHELD = "[The article is withheld.]"


def render_prefix(text: str) -> str:
    """The shared beginning of every prompt about an article."""
    return _PREFIX.format(text=text)


def render(template: str, name: str, **inputs: object) -> str:
    """Render a template. Raises TaskError naming the task where the template is wrong."""
    if "{" not in template:  # a prompt that says the same of every item needs no engine
        return template
    try:
        compiled, pattern = _compile(template)
        if pattern is not None:
            # What a name is that is not there, the engine knows.
            with contextlib.suppress(KeyError):
                return pattern % inputs
        return str(compiled.render(inputs))
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise TaskError(f"the prompt of task ‘{name}’: {error}") from None


@lru_cache(maxsize=512)
def _compile(template: str) -> tuple[Template, str | None]:
    """A template, and the same as a pattern for ``%``, which is far quicker to fill in."""
    return _ENVIRONMENT.from_string(template), _pattern(_ENVIRONMENT.parse(template))


def _pattern(tree: nodes.Template) -> str | None:
    """None for a template that does more than fill in names."""
    parts: list[str] = []
    for output in tree.body:
        for node in output.nodes if isinstance(output, nodes.Output) else [output]:
            if isinstance(node, nodes.TemplateData):
                parts.append(node.data.replace("%", "%%"))
            elif isinstance(node, nodes.Name):
                parts.append(f"%({node.name})s")
            else:
                return None
    return "".join(parts)
