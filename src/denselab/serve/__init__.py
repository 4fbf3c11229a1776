"""Serving: the network of a finished Run behind HTTP.

Reads a Run; what answers is the `Predictor` that was tested. What one may ask, how requests
become samples, and what is refused are here; how samples are answered is not.
"""

from denselab.serve.application import application
from denselab.serve.choice import run_to_serve
from denselab.serve.limits import Limits
from denselab.serve.processes import serve_by_several
from denselab.serve.server import address_of, listener, serve
from denselab.serve.service import Service

__all__ = [
    "Limits",
    "Service",
    "address_of",
    "application",
    "listener",
    "run_to_serve",
    "serve",
    "serve_by_several",
]
