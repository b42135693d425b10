"""Prompts: sandboxed Jinja, compiled once. The article always comes first."""

from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError
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
        return str(_compile(template).render(inputs))
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise TaskError(f"the prompt of task ‘{name}’: {error}") from None


@lru_cache(maxsize=512)
def _compile(template: str) -> Template:
    return _ENVIRONMENT.from_string(template)
