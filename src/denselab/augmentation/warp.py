"""Images read at other places than their pixels': bilinear interpolation, in compiled programs."""

from denselab.backend import jax

jnp = jax.numpy


def warp(images: jax.Array, rows: jax.Array, columns: jax.Array) -> jax.Array:
    """The images read at the given places; beyond its edges an image goes on as at them.

    Each pixel is packed with its three neighbours into one word first, because reading from
    scattered places costs more than everything else here: one read a pixel instead of four.

    Args:
        images: ``(batch, height, width)`` uint8.
        rows: ``(batch, height * width)`` float32, the row that each pixel of the result shows.
        columns: The same for the columns.

    Returns:
        ``(batch, height * width)`` float32 from 0 to 255, equal to
        ``scipy.ndimage.map_coordinates(image, places, order=1, mode="nearest")``.

    Example:
        >>> image = jnp.array([[[0, 100], [200, 40]]], "uint8")
        >>> warp(image, jnp.array([[0.0, 0.5]]), jnp.array([[0.25, 0.0]]))
        Array([[ 25., 100.]], dtype=float32)
    """
    _, height, width = images.shape
    rows, columns = jnp.clip(rows, 0, height - 1), jnp.clip(columns, 0, width - 1)
    row, column = rows.astype("int32"), columns.astype("int32")  # both floors: nothing is negative
    down, right = rows - row, columns - column  # in [0, 1)
    words = _with_neighbours(images).reshape(len(images), -1)  # (batch, height * width) uint32
    place = row * width + column
    word = jnp.take_along_axis(words, place, axis=1, mode="promise_in_bounds")
    here, beside, below, diagonal = (
        ((word >> shift) & 255).astype("float32") for shift in (0, 8, 16, 24)
    )
    upper = here + (beside - here) * right
    lower = below + (diagonal - below) * right
    return upper + (lower - upper) * down


def _with_neighbours(images: jax.Array) -> jax.Array:
    """Each pixel with those to its right, below, and below to the right, in one uint32."""
    wide = jnp.pad(images, ((0, 0), (0, 1), (0, 1)), mode="edge").astype("uint32")
    upper, lower = wide[:, :-1], wide[:, 1:]
    return upper[..., :-1] | upper[..., 1:] << 8 | lower[..., :-1] << 16 | lower[..., 1:] << 24
