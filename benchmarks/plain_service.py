"""A network behind FastAPI as people write it: what ``denselab serve`` is measured beside.

``python -m benchmarks.plain_service NETWORK.keras PORT``. One request is one
``model.predict``. The operation is ``async``, so that one is answered after the other: FastAPI runs
a plain function in threads, and ``predict`` on JAX fails when two threads are in it at once.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = keras.models.load_model(sys.argv[1])


class Image(BaseModel):
    """28 rows of 28 pixels each, 0 black to 255 white."""

    image: list[list[int]]


@app.post("/predict")
async def predict(asked: Image) -> dict[str, object]:
    """The digit in an image."""
    x = np.array(asked.image, "float32").reshape(1, -1) / 255
    probabilities = model.predict(x, verbose=0)[0]
    return {"digit": int(probabilities.argmax()), "probabilities": probabilities.tolist()}


if __name__ == "__main__":
    model.predict(np.zeros((1, 784), "float32"), verbose=0)
    uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False)
