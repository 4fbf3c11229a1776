"""A network behind FastAPI as people write it: what ``denselab serve`` is measured beside.

``NETWORK=network.keras uvicorn benchmarks.plain_service:app``. One request is one
``model.predict``. The operation is ``async``, so that one is answered after the other: FastAPI runs
a plain function in threads, and ``predict`` on JAX fails when two threads are in it at once.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = keras.models.load_model(os.environ["NETWORK"])
model.predict(np.zeros((1, 784), "float32"), verbose=0)


class Image(BaseModel):
    """28 rows of 28 pixels each, 0 black to 255 white."""

    image: list[list[int]]


@app.post("/predict")
async def predict(asked: Image) -> dict[str, object]:
    """The digit in an image."""
    x = np.array(asked.image, "float32").reshape(1, -1) / 255
    probabilities = model.predict(x, verbose=0)[0]
    return {"digit": int(probabilities.argmax()), "probabilities": probabilities.tolist()}
