"""What an epoch spends its time on: ``python -m benchmarks.where_time_goes``.

One epoch as `explore` trains, on one core, so that the parts follow one another and add up,
under JAX's profiler. Each operation that XLA runs is put down to a part of the arithmetic by
its name and by what the compiled program says it computes.
"""

import gzip
import json
import os
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks import machine, results
from benchmarks.digits import load_part, save_training_part

#: Parts by what the names of XLA's operations contain; the first that fits counts.
PARTS = {
    "matrix products": ("ynn_fusion", "dot"),
    "updates by RMSprop": ("multiply_subtract", "multiply_add"),
    "rounding to bfloat16, transposed copies": ("convert", "bitcast_bitcast", "copy", "transpose"),
    "everything else (loss, dropout, activations, gathering)": ("",),
}


def main() -> None:
    """Profile an epoch and keep the table."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # before JAX makes its threads
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "digits.npz"
        what = save_training_part(data)
        seconds = profile(data, Path(folder))
    total = sum(seconds.values())
    rows = [[part, f"{s:.3f}", f"{s / total:.0%}"] for part, s in seconds.most_common()]
    rows.append(["in all", f"{total:.3f}", "100%"])
    text = (
        f"One epoch as `explore` trains, on one core: {what}. Reading, fusing and writing "
        "memory is counted with the operation that does it."
    )
    body = f"{text}\n\n{results.table(['part', 's', 'share'], rows)}"
    print(body)
    results.keep("where_time_goes", "Where an epoch goes", body, machine.describe(), dict(seconds))


def profile(data: Path, folder: Path) -> Counter[str]:
    """Seconds of an epoch by part."""
    from benchmarks.contenders.denselab_fit import as_explore
    from denselab.backend import jax

    digits = load_part(data, "train")
    trainer, x = as_explore(digits)
    trainer.fit(x, digits.y, epochs=2, seed=0, verbose=0)  # compiles
    options = jax.profiler.ProfileOptions()
    options.host_tracer_level, options.python_tracer_level = 3, 0
    jax.profiler.start_trace(folder, create_perfetto_trace=True, profiler_options=options)
    trainer.fit(x, digits.y, epochs=1, seed=0, verbose=0)
    jax.profiler.stop_trace()
    return by_part(next(folder.rglob("perfetto_trace.json.gz")))


def by_part(trace: Path) -> Counter[str]:
    """Sums the operations that ran once a batch; XLA's own bookkeeping encloses them."""
    events = json.loads(gzip.decompress(trace.read_bytes()))["traceEvents"]
    timed = [event for event in events if event.get("ph") == "X"]
    times = Counter(event["name"] for event in timed)
    seconds: Counter[str] = Counter()
    for event in timed:
        name = event["name"]
        if times[name] >= 300 and "::" not in name:
            part = next(part for part, marks in PARTS.items() if any(m in name for m in marks))
            seconds[part] += event["dur"] / 1e6
    return seconds


if __name__ == "__main__":
    main()
