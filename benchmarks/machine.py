"""The machine and the versions that a measurement belongs to."""

import os
import platform
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

PACKAGES = ("denselab", "keras", "jax", "tensorflow-cpu", "torch", "scikit-learn", "numpy")


def describe() -> dict[str, str]:
    """What a reader needs to judge a number: hardware, system, versions, and how busy it was."""
    facts = {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{_memory() / 2**30:.0f} GiB",
        "system": f"{_system()}, Python {platform.python_version()}",
        "packages": ", ".join(_versions()),
        "commit": _commit(),
        "load before": f"{os.getloadavg()[0]:.1f} of {os.cpu_count()} cores",
    }
    if accelerator := _accelerator():
        facts["accelerator"] = accelerator
    return facts


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())


def _versions() -> list[str]:
    installed = {
        package.metadata["Name"].lower().replace("_", "-"): package.version
        for package in metadata.distributions()
    }
    return [f"{name} {installed[name]}" for name in PACKAGES if name in installed]


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def _accelerator() -> str:
    if not shutil.which("nvidia-smi"):
        return ""
    query = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout.strip()
