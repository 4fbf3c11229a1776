"""Requests answered together get each their own answer."""

import asyncio
import threading

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.serve.batching import BATCH, Batcher, answered, in_batches
from denselab.serve.refusals import RefusedError


def told(x):
    """Stands for a network: two numbers that are of this sample alone."""
    return np.stack([x, 1 - x], axis=1)


@given(sizes=st.lists(st.integers(0, 2 * BATCH + 3), min_size=1, max_size=5))
def test_each_gets_its_own_of_batches_that_are_small_enough(sizes):
    asked = [np.random.default_rng(n).random(n) for n in sizes]
    seen = []

    def probabilities(x):
        seen.append(len(x))
        return told(x)

    for x, said in zip(asked, answered(probabilities, asked), strict=True):
        np.testing.assert_array_equal(said, told(x))
    assert sum(seen) == sum(sizes)
    assert all(n <= BATCH for n in seen)


def test_rows_and_texts_are_joined_as_images_are():
    rows = pl.DataFrame({"a": ["1", "2", "3"]})
    said = in_batches(lambda x: told(x["a"].cast(pl.Float64).to_numpy()), rows)
    assert said[:, 0].tolist() == [1, 2, 3]
    texts = [np.array(["x"], object), np.array(["yy", "zzz"], object)]
    said = answered(lambda x: told(np.array([len(text) for text in x])), texts)
    assert [each[:, 0].tolist() for each in said] == [[1], [2, 3]]


def test_one_that_cannot_be_answered_spoils_no_other():
    def probabilities(x):
        if (x < 0).any():
            raise ValueError("negative")
        return told(x)

    good, bad = np.array([0.5]), np.array([-1.0])
    first, second, third = answered(probabilities, [good, bad, good])
    assert isinstance(second, ValueError)
    np.testing.assert_array_equal(first, told(good))
    np.testing.assert_array_equal(third, told(good))


def at_work(batcher, coroutine):
    """Runs the coroutine while the batcher answers."""

    async def run():
        task = asyncio.create_task(batcher.run())
        try:
            return await coroutine()
        finally:
            task.cancel()
            batcher.close()

    return asyncio.run(run())


def test_what_gathers_meanwhile_is_answered_together():
    first, go, sizes = threading.Event(), threading.Event(), []

    def probabilities(x):
        sizes.append(len(x))
        first.set()
        assert go.wait(30)
        return told(x)

    batcher = Batcher(probabilities, 100)

    async def ask_all():
        alone = asyncio.create_task(batcher.ask(np.array([0.5])))
        await asyncio.to_thread(first.wait, 30)
        others = [asyncio.create_task(batcher.ask(np.array([n / 64]))) for n in range(20)]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(alone, *others)

    _, *said = at_work(batcher, ask_all)
    assert sizes == [1, 20]
    assert [each[0, 0] for each in said] == [n / 64 for n in range(20)]


def test_more_than_may_wait_are_refused_and_the_others_answered():
    go = threading.Event()

    def probabilities(x):
        assert go.wait(30)
        return told(x)

    batcher = Batcher(probabilities, 4)

    async def ask_all():
        tasks = [asyncio.create_task(batcher.ask(np.array([n / 8]))) for n in range(8)]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    said = at_work(batcher, ask_all)
    refused = [each for each in said if isinstance(each, RefusedError)]
    assert len(refused) == 4
    assert {each.status for each in refused} == {503}
    assert {each.headers["Retry-After"] for each in refused} == {"1"}
    assert [each[0, 0] for each in said[:4]] == [n / 8 for n in range(4)]


def test_who_is_gone_holds_up_nobody():
    batcher = Batcher(told, 100)

    async def ask_all():
        gone = asyncio.create_task(batcher.ask(np.array([0.25])))
        stays = asyncio.create_task(batcher.ask(np.array([0.5])))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await stays

    np.testing.assert_array_equal(at_work(batcher, ask_all), told(np.array([0.5])))
