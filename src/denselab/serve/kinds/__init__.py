"""How requests become samples of the kind that a Run knows: one module a kind.

Each has a door with the same interface, `Door`; which one is for a Run, `door_of` says.
"""

from denselab.prediction import Predictor
from denselab.prep import Pixels
from denselab.serve.kinds.door import Asked, Door
from denselab.serve.kinds.images import Images
from denselab.serve.limits import Limits

__all__ = ["Asked", "Door", "Images", "door_of"]


def door_of(predictor: Predictor, limits: Limits) -> Door:
    """The door for the kind of samples that a Run was trained on."""
    preprocessor = predictor.preprocessor
    if isinstance(preprocessor, Pixels):
        return Images(preprocessor.input_shape_, limits)
    # What loads polars is imported where such samples are there.
    if predictor.run.kind == "texts":
        from denselab.serve.kinds.texts import Texts

        return Texts(limits)
    from denselab.prep.columns import Columns
    from denselab.serve.kinds.rows import Rows

    assert isinstance(preprocessor, Columns)
    return Rows(preprocessor, limits)
