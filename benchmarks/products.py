"""The machine's best rate of float32 matrix products, and what an epoch's arithmetic takes at it.

Measured with every library at hand, on one big product and on the very products of one update
(three forward, three for the weights' gradients, two for the inputs'); the best counts. That is
the *floor*: the time in which nothing but these products could be done.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

LAYERS = ((784, 512), (512, 256), (256, 10))
BATCH = 128
BIG = 2048

Pair = tuple[Any, Any]


def flop_of_epoch(samples: int) -> float:
    """Floating-point operations in an epoch's matrix products, two for each multiply-add.

    The first layer's inputs need no gradient.

    Example:
        >>> f"{flop_of_epoch(50_000) / 1e9:.0f} GFLOP"
        '120 GFLOP'
    """
    weights = sum(2 * wide * narrow for wide, narrow in LAYERS)
    first = 2 * LAYERS[0][0] * LAYERS[0][1]
    return samples * (3 * weights - first)


def best_rate(library: str, seconds: float = 2.0) -> float:
    """The best FLOP/s that `library` (numpy, jax, torch) reached, trying for about `seconds`."""
    multiply, place = LIBRARIES[library]()
    rng = np.random.default_rng(0)
    rates = []
    for shapes in ([(BIG, BIG, BIG)], shapes_of_an_update()):
        pairs = [(place(_normal(rng, n, k)), place(_normal(rng, k, m))) for n, k, m in shapes]
        flop = sum(2 * n * k * m for n, k, m in shapes)
        rates.append(flop / _best_seconds(multiply, pairs, seconds / 2))
    return max(rates)


def shapes_of_an_update() -> list[tuple[int, int, int]]:
    """Shapes (n, k, m) of the products (n, k) @ (k, m) in one update on a batch."""
    forward = [(BATCH, wide, narrow) for wide, narrow in LAYERS]
    for_weights = [(wide, BATCH, narrow) for wide, narrow in LAYERS]
    for_inputs = [(BATCH, narrow, wide) for wide, narrow in LAYERS[1:]]
    return forward + for_weights + for_inputs


def _normal(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    return rng.standard_normal((rows, columns), dtype=np.float32)


def _best_seconds(multiply: Callable[[list[Pair]], None], pairs: list[Pair], limit: float) -> float:
    """The fastest of all the runs that fit into `limit` seconds, each of at least 20 ms."""
    repeats = 1
    while (once := _seconds(multiply, pairs * repeats)) < 0.02:
        repeats *= 2
    best, end = once, time.perf_counter() + limit
    while time.perf_counter() < end:
        best = min(best, _seconds(multiply, pairs * repeats))
    return best / repeats


def _seconds(multiply: Callable[[list[Pair]], None], pairs: list[Pair]) -> float:
    started = time.perf_counter()
    multiply(pairs)
    return time.perf_counter() - started


def _numpy() -> tuple[Callable[[list[Pair]], None], Callable[[np.ndarray], Any]]:
    def multiply(pairs: list[Pair]) -> None:
        for left, right in pairs:
            left @ right

    return multiply, lambda array: array


def _jax() -> tuple[Callable[[list[Pair]], None], Callable[[np.ndarray], Any]]:
    import jax

    product = jax.jit(lambda left, right: left @ right)

    def multiply(pairs: list[Pair]) -> None:
        jax.block_until_ready([product(left, right) for left, right in pairs])

    return multiply, jax.device_put


def _torch() -> tuple[Callable[[list[Pair]], None], Callable[[np.ndarray], Any]]:
    import torch

    def multiply(pairs: list[Pair]) -> None:
        for left, right in pairs:
            left @ right
        if torch.cuda.is_available():
            torch.cuda.synchronize()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    return multiply, lambda array: torch.from_numpy(array).to(device)


LIBRARIES = {"numpy": _numpy, "jax": _jax, "torch": _torch}

if __name__ == "__main__":
    print(best_rate(sys.argv[1]))
