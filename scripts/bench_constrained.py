"""Compares libraries that hold a model's answer to a JSON Schema: cost, speed, and what they hold.

usage: bench_constrained.py MODEL_FOLDER [--limit SECONDS]

Needs the folder's tokenizer only, and no network. Times are CPU time of one thread. Each library runs in
processes of its own, a task in each, ended after the limit (60 s by the clock) or at 8 GB. A library that is
not installed is said to be so.
"""

import argparse
import importlib
import importlib.metadata
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmark"))
MEMORY = 8 << 30
SEPARATORS = (", ", ": ")
# What the extra ‘hf’ brings along anyway.
GIVEN = ("torch", "transformers", "accelerate", "gguf", "numpy", "pydantic", "jinja2", "pyyaml")
LONG = "We cannot say when the bridge will open, and nobody – not even the mayor’s office – has told us. " * 2
ANSWERS: Mapping[str, Any] = {
    "attribution": {"speaker": "Anna Smith, the mayor of the town"},
    "check-quote": {"label": "misattributed"},
    "verify": {"label": "contradicted"},
    "quotes": {"quotes": [{"quote": LONG, "speaker": "Anna Smith", "form": "mixed"}] * 20},
    "speakers": {"speakers": [{"name": "Anna Smith", "other_names": ["the mayor"], "class": "person"}] * 20},
}


def shape(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    whole = {"type": "object", "additionalProperties": False, "required": list(properties)}
    return {**whole, "properties": properties, **more}


def text(**more: Any) -> dict[str, Any]:
    return shape({"a": {"type": "string", **more}})


def items(**more: Any) -> dict[str, Any]:
    return shape({"a": {"type": "array", "items": {"type": "string", "maxLength": 9}, **more}})


# A keyword, a schema that uses it, an answer it allows, and one that it bars.
CASES: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("maxLength", text(maxLength=3), '{"a": "abc"}', '{"a": "abcd"}'),
    ("maxLength in characters", text(maxLength=3), '{"a": "“é”"}', '{"a": "“éé”"}'),
    ("minLength", text(minLength=2), '{"a": "ab"}', '{"a": "a"}'),
    ("maxItems", items(maxItems=2), '{"a": ["x", "y"]}', '{"a": ["x", "y", "z"]}'),
    ("minItems", items(minItems=1), '{"a": ["x"]}', '{"a": []}'),
    ("enum", shape({"a": {"enum": ["yes", "no"]}}), '{"a": "no"}', '{"a": "not"}'),
    ("additionalProperties", text(), '{"a": "x"}', '{"a": "x", "b": "y"}'),
    (
        "order of properties",
        shape({"a": {"const": 1}, "b": {"const": 2}}),
        '{"a": 1, "b": 2}',
        '{"b": 2, "a": 1}',
    ),
    ("no padding", text(), '{"a": "x"}', '{"a":  \n\n "x"}'),
    ("pattern", text(pattern="^[a-c]+$"), '{"a": "abc"}', '{"a": "abd"}'),
    ("minimum", shape({"a": {"type": "integer", "minimum": 3}}), '{"a": 3}', '{"a": 2}'),
    ("anyOf", shape({"a": {"anyOf": [{"const": 1}, {"type": "null"}]}}), '{"a": null}', '{"a": 2}'),
    ("$ref", shape({"a": {"$ref": "#/$defs/x"}}, **{"$defs": {"x": {"const": 1}}}), '{"a": 1}', '{"a": 2}'),
    ("uniqueItems", items(uniqueItems=True), '{"a": ["x", "y"]}', '{"a": ["x", "x"]}'),
    ("not", shape({"a": {"type": "string", "not": {"const": "x"}}}), '{"a": "y"}', '{"a": "x"}'),
)


class LLGuidance:
    packages = ("llguidance",)

    def __init__(self, tokenizer: Any) -> None:
        import llguidance.hf

        self.module = llguidance
        self.tokens = llguidance.hf.from_tokenizer(tokenizer)

    def compile(self, schema: dict[str, Any]) -> Any:
        spacing = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
        grammar = self.module.LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=spacing)
        matcher = self.module.LLMatcher(self.tokens, grammar)
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        return matcher

    def start(self, compiled: Any) -> Any:
        return compiled.deep_copy()

    def mask(self, matcher: Any) -> None:
        matcher.compute_bitmask()

    def advance(self, matcher: Any, token: int) -> bool:
        return bool(matcher.consume_token(token))

    def may_end(self, matcher: Any) -> bool:
        return bool(matcher.is_accepting())


class XGrammar:
    packages = ("xgrammar",)

    def __init__(self, tokenizer: Any) -> None:
        import xgrammar

        self.module = xgrammar
        info = xgrammar.TokenizerInfo.from_huggingface(tokenizer)
        self.end = tokenizer.eos_token_id
        self.bits = xgrammar.allocate_token_bitmask(1, info.vocab_size)
        self.compiler = xgrammar.GrammarCompiler(info, max_threads=1, cache_enabled=False)

    def compile(self, schema: dict[str, Any]) -> Any:
        return self.compiler.compile_json_schema(
            json.dumps(schema), any_whitespace=False, separators=SEPARATORS
        )

    def start(self, compiled: Any) -> Any:
        return self.module.GrammarMatcher(compiled)

    def mask(self, matcher: Any) -> None:
        matcher.fill_next_token_bitmask(self.bits, 0)

    def advance(self, matcher: Any, token: int) -> bool:
        return bool(matcher.accept_token(token))

    def may_end(self, matcher: Any) -> bool:
        return bool(matcher.accept_token(self.end))


class Outlines:
    """Outlines with its own engine; it can also call the other two."""

    packages = ("outlines", "outlines_core")

    def __init__(self, tokenizer: Any) -> None:
        import outlines_core
        from outlines_core.kernels.torch import allocate_token_bitmask, fill_next_token_bitmask

        self.module, self.fill = outlines_core, fill_next_token_bitmask
        words: dict[str, list[int]] = {}
        for token, number in tokenizer.get_vocab().items():
            if number not in tokenizer.all_special_ids:
                words.setdefault(tokenizer.convert_tokens_to_string([token]), []).append(number)
        self.words = outlines_core.Vocabulary(tokenizer.eos_token_id, words)
        self.bits = allocate_token_bitmask(len(tokenizer))

    def compile(self, schema: dict[str, Any]) -> Any:
        from outlines_core.json_schema import build_regex_from_schema

        # Its separators cannot be chosen: one blank or none.
        return self.module.Index(build_regex_from_schema(json.dumps(schema), "[ ]?"), self.words)

    def start(self, compiled: Any) -> Any:
        return self.module.Guide(compiled)

    def mask(self, matcher: Any) -> None:
        self.fill(matcher, self.bits)

    def advance(self, matcher: Any, token: int) -> bool:
        try:
            matcher.advance(token, return_tokens=False)
        except ValueError:
            return False
        return True

    def may_end(self, matcher: Any) -> bool:
        return bool(matcher.is_finished())


LIBRARIES: Mapping[str, type[Any]] = {"llguidance": LLGuidance, "xgrammar": XGrammar, "outlines": Outlines}


def allows(engine: Any, matcher: Any, tokens: list[int]) -> bool:
    return all(engine.advance(matcher, token) for token in tokens) and engine.may_end(matcher)


def coverage(engine: Any, tokenizer: Any) -> dict[str, str]:
    found = {}
    for name, schema, good, bad in CASES:
        try:
            compiled = engine.compile(schema)
        except Exception as error:
            found[name] = f"refused ({type(error).__name__})"
            continue
        kept = allows(engine, engine.start(compiled), tokenizer.encode(good))
        barred = not allows(engine, engine.start(compiled), tokenizer.encode(bad))
        found[name] = {(True, True): "held", (True, False): "NOT HELD"}.get((kept, barred), "bars too much")
    return found


def rows_apart(engine: Any, tokenizer: Any) -> bool:
    """Whether rows of one compiled schema go their own ways, the second while the first has ended."""
    compiled = engine.compile(CASES[5][1])
    first, second = engine.start(compiled), engine.start(compiled)
    ended = allows(engine, first, tokenizer.encode('{"a": "yes"}'))
    engine.mask(second)
    return ended and allows(engine, second, tokenizer.encode('{"a": "no"}'))


def speed(engine: Any, tokenizer: Any, task: str) -> dict[str, Any]:
    schema = yaml.safe_load((ROOT / "tasks" / f"{task}.yaml").read_text(encoding="utf-8"))["schema"]
    started = time.process_time()
    compiled = engine.compile(schema)
    compile_ms = 1000 * (time.process_time() - started)
    tokens = tokenizer.encode(json.dumps(ANSWERS[task], ensure_ascii=False))
    # Libraries that work lazily do in the first answer what others do when they compile.
    spent = []
    for _ in range(3):
        matcher = engine.start(compiled)
        started = time.process_time()
        for token in tokens:
            engine.mask(matcher)
            if not engine.advance(matcher, token):
                return {"compile_ms": compile_ms, "problem": f"refuses {tokenizer.decode([token])!r}"}
        spent.append(1e6 * (time.process_time() - started) / len(tokens))
    return {"compile_ms": compile_ms, "first": spent[0], "later": min(spent[1:]), "tokens": len(tokens)}


def whole_step(tokenizer: Any, rows: int = 4) -> float:
    """Microseconds of a step of onrecord's own for a batch: masks, scores, tokens taken; over one answer."""
    import torch

    from onrecord.models.hf_schema import Grammars, hold
    from onrecord.tasks.request import Request

    schema = yaml.safe_load((ROOT / "tasks" / "quotes.yaml").read_text(encoding="utf-8"))["schema"]
    request = Request("q", "quotes", "quotes", "a", "", {}, "", "", schema=schema)
    grammars = Grammars(tokenizer, [tokenizer.eos_token_id])
    constraints = [grammars.constraint(request) for _ in range(rows)]
    scores = torch.randn(rows, len(tokenizer))
    tokens = tokenizer.encode(json.dumps(ANSWERS["quotes"], ensure_ascii=False))
    started = time.process_time()
    for token in tokens:
        hold(constraints, scores)
        for constraint in constraints:
            assert constraint
            constraint.advance(token)
    return 1e6 * (time.process_time() - started) / len(tokens)


def work(library: str, folder: str, job: str) -> dict[str, Any]:
    import torch
    import transformers

    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    started = time.process_time()
    for package in LIBRARIES[library].packages:
        importlib.import_module(package)
    imported = time.process_time()
    engine = LIBRARIES[library](tokenizer)
    ready = time.process_time()
    if job == "step":
        return {"step": whole_step(tokenizer)}
    if job == "coverage":
        found = {"import_s": imported - started, "vocabulary_s": ready - imported}
        return {**found, "apart": rows_apart(engine, tokenizer), "coverage": coverage(engine, tokenizer)}
    return speed(engine, tokenizer, job)


def needed(package: str, known: set[str]) -> set[str]:
    """The installed distributions that a package needs, itself among them, those ``known`` left out."""
    name = package.replace("_", "-").lower()
    if name in known:
        return set()
    known = known | {name}
    found = {name}
    for line in importlib.metadata.requires(name) or ():
        other = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        if "extra ==" in line:
            continue
        try:
            found |= needed(other, known | found)
        except importlib.metadata.PackageNotFoundError:
            continue  # not for this platform
    return found


def megabytes(package: str) -> float:
    files = importlib.metadata.files(package) or ()
    return sum(Path(str(f.locate())).stat().st_size for f in files if Path(str(f.locate())).is_file()) / 1e6


def show_package(library: str) -> None:
    given: set[str] = set()
    for package in GIVEN:
        given |= needed(package, given)
    for package in LIBRARIES[library].packages:
        about = importlib.metadata.metadata(package)
        licence = about.get("License-Expression") or about.get("License")
        print(f"{library:11} {package} {about['Version']}, {licence}, {megabytes(package):.1f} MB installed")
    more = set().union(*(needed(package, given) for package in LIBRARIES[library].packages))
    more -= {package.replace("_", "-") for package in LIBRARIES[library].packages}
    print(f"{library:11} beyond the extra ‘hf’: {', '.join(sorted(more)) or 'nothing'}"
          f" ({sum(map(megabytes, more)):.1f} MB)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--work", nargs=2, metavar=("LIBRARY", "JOB"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        print(json.dumps(work(options.work[0], options.folder, options.work[1])))
        return
    for library in LIBRARIES:
        try:
            show_package(library)
        except importlib.metadata.PackageNotFoundError as error:
            print(f"{library:11} is not installed ({error})")
            continue
        for job in ("coverage", *ANSWERS, *(["step"] if library == "llguidance" else [])):
            command = [sys.executable, __file__, options.folder, "--work", library, job]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=options.limit)
            except subprocess.TimeoutExpired:
                print(f"{library:11} {job:12} ended after {options.limit:.0f} s")
                continue
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or [f"signal {-done.returncode}"])[-1]
                print(f"{library:11} {job:12} failed: {reason[:150]}")
                continue
            show(library, job, json.loads(done.stdout.splitlines()[-1]))


def show(library: str, job: str, found: Mapping[str, Any]) -> None:
    if job == "coverage":
        print(f"{library:11} import {found['import_s']:.2f} s, vocabulary {found['vocabulary_s']:.2f} s")
        print(f"{library:11} rows of a batch apart: {'yes' if found['apart'] else 'NO'}")
        for name, outcome in found["coverage"].items():
            print(f"{library:11}   {name:24} {outcome}")
    elif job == "step":
        print(f"{library:11} onrecord’s step for a batch of 4, tensors included: {found['step']:.0f} µs")
    elif "problem" in found:
        print(f"{library:11} {job:12} compile {found['compile_ms']:9.1f} ms   {found['problem']}")
    else:
        print(
            f"{library:11} {job:12} compile {found['compile_ms']:8.1f} ms   µs a token: first answer"
            f" {found['first']:6.1f}, later {found['later']:6.1f}   ({found['tokens']} tokens)"
        )


if __name__ == "__main__":
    main()
