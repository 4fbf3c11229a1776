"""Keras and JAX as denselab uses them, and where compiled programs are kept.

Every module that needs them begins with ``from denselab.backend import keras``, so that nobody who
does not need them waits for them. That Keras runs on JAX was said in ``denselab/__init__.py``,
which comes before any import of Keras from here; whether it does is checked here.
"""

import os
import sys
from pathlib import Path

from denselab.errors import DenselabError

# XLA's remarks on the machine that compiled a cached program are of no use to anybody here.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import jax
import keras

if keras.backend.backend() != "jax":
    raise DenselabError(
        f"denselab trains with Keras on JAX, but Keras runs on {keras.backend.backend()!r} here: "
        "set KERAS_BACKEND=jax before Keras is imported"
    )


def _compilation_cache() -> Path:
    """Where compiled programs outlive the process that compiled them."""
    from platformdirs import user_cache_path

    return user_cache_path("denselab") / "compiled"


# A place that the user has chosen stays.
if jax.config.values["jax_compilation_cache_dir"] is None:
    jax.config.update("jax_compilation_cache_dir", str(_compilation_cache()))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)


def multiplies_bfloat16() -> bool:
    """Whether this machine multiplies bfloat16 matrices faster than float32 ones.

    Accelerators do; of processors those that say so in Linux' list of features (AMD from Zen 4,
    Intel from Cooper Lake and Sapphire Rapids on).
    """
    if jax.default_backend() != "cpu":
        return True
    if not sys.platform.startswith("linux"):
        return False
    features = Path("/proc/cpuinfo").read_text(errors="replace").split()
    return "avx512_bf16" in features or "amx_bf16" in features


__all__ = ["jax", "keras", "multiplies_bfloat16"]
