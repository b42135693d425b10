"""The other harnesses, each in a virtual environment of its own."""

import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .process import BenchError, say


@dataclass(frozen=True, slots=True)
class Peer:
    """``installs`` are what pip is given, one call after another; ``command`` is there once they worked.

    ``packages`` are those whose versions are shown.
    """

    name: str
    command: str
    installs: Sequence[Sequence[str]]
    packages: Sequence[str]

    def program(self, folder: Path, command: str = "") -> Path:
        return folder / self.name / "bin" / (command or self.command)


# The torch that OnRecord runs beside it: what is compared is the harnesses.
LM_EVAL = Peer(
    "lm-eval", "lm-eval", [["torch==2.13.0"], ["lm_eval[hf]==0.4.13"]], ["lm_eval", "torch", "transformers"]
)
INSPECT = Peer("inspect", "inspect", [["inspect-ai==0.3.285"]], ["inspect-ai"])


def require(peers: Path | None, *wanted: Peer) -> Path:
    """The folder with the peers' environments; those that are missing are made.

    Raises BenchError where no folder was given, and where an environment cannot be made.
    """
    if peers is None:
        names = " and ".join(peer.name for peer in wanted)
        raise BenchError(f"{names} missing: give --peers DIR, a folder where environments for them are made")
    for peer in wanted:
        if not peer.program(peers).is_file():
            _make(peer, peers / peer.name)
    return peers


def _make(peer: Peer, folder: Path) -> None:
    say(f"making an environment for {peer.name} in {folder} (minutes)")
    venv.create(folder, with_pip=True, clear=True)
    for packages in peer.installs:
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages]
        done = subprocess.run(command, stdout=sys.stderr, check=False)
        if done.returncode:
            raise BenchError(f"{peer.name} missing: ‘{' '.join(command)}’ failed; mend that and run again")


def version(peers: Path, peer: Peer) -> str:
    """Names and versions of the packages that decide a peer's figures."""
    code = "import sys\nfrom importlib.metadata import version\nfor n in sys.argv[1:]: print(n, version(n))"
    command = [peer.program(peers, "python"), "-c", code, *peer.packages]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return ", ".join(done.stdout.splitlines())
