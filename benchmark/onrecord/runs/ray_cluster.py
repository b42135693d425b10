"""Connects to a Ray cluster, or starts one on this machine, without Ray's own noise."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from onrecord.errors import OnRecordError, RunError

_OBJECT_STORE = 100 << 20  # bytes; answers are small, and travel beside it


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where workers run, how many, and how many GPUs each has (a fraction shares one).

    ``address`` is a cluster's head, ``auto`` the one that runs on this machine; without it, one is started
    for the run. ``workers`` is as many as the cluster has CPUs, or GPUs where a worker needs them, without
    a number. Raises OnRecordError on numbers that cannot be.
    """

    address: str = ""
    workers: int | None = None
    gpus: float = 0.0

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise OnRecordError(f"workers is 1 or more, not ‘{self.workers}’")
        if self.gpus < 0 or (self.gpus > 1 and self.gpus != int(self.gpus)):
            raise OnRecordError(f"GPUs of a worker are a whole number or a part of one, not ‘{self.gpus:g}’")
        if "://" in self.address:
            raise OnRecordError(
                f"--ray-address is HOST:PORT or auto, not ‘{self.address}’; run on a machine of the cluster"
            )


@contextmanager
def connected(cluster: Cluster) -> Iterator[Any]:
    """The module ``ray``, connected. Where the caller is connected already, that connection serves.

    Raises RunError where there is no Ray, or no cluster at the address.
    """
    # Ray counts its users over the network, unless it is told not to before it is imported.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise RunError(f"--engine ray needs the extra ‘ray’: pip install 'onrecord[ray]' ({error})") from None
    if ray.is_initialized():
        yield ray
        return
    # It prints to standard output what we say ourselves; there is no public switch.
    ray._private.worker._worker_logs_enabled = False
    is_here = not cluster.address
    try:
        with _own_signals():
            try:
                _knock(cluster.address)
                ray.init(
                    cluster.address or "local",
                    num_cpus=cluster.workers if is_here else None,
                    object_store_memory=_OBJECT_STORE if is_here else None,
                    include_dashboard=False if is_here else None,
                    log_to_driver=False,
                    logging_level=logging.CRITICAL,
                )
            except (OSError, RuntimeError, ValueError) as error:
                what = str(error).strip().split(". ")[0].splitlines()
                where = "Ray cannot be started" if is_here else f"no Ray cluster at {cluster.address}"
                raise RunError(f"{where} ({what[0] if what else type(error).__name__})") from None
        yield ray
    finally:
        ray.shutdown()
        ray._private.worker._worker_logs_enabled = True


def _knock(address: str) -> None:
    """Raises OSError where nothing listens at HOST:PORT; Ray itself would try for two minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray takes SIGTERM for itself; ours says what is kept."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def workers_for(ray: Any, cluster: Cluster) -> int:
    """How many workers to start. Raises RunError where the cluster has no room for one."""
    if cluster.workers:
        return cluster.workers
    kind, each = ("GPU", cluster.gpus) if cluster.gpus else ("CPU", 1.0)
    there = ray.cluster_resources().get(kind, 0.0)
    if there < each:
        raise RunError(
            f"the Ray cluster has {there:g} {kind}, and a worker needs {each:g}; --workers N waits for more"
        )
    return int(there / each)
