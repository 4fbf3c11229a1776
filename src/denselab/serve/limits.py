"""How much one may ask of a service."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a request may cost; what is beyond is refused before it costs more.

    Attributes:
        body: Bytes of a request.
        seconds: In which they must have arrived.
        held: Bytes of all requests together that have not been answered yet.
        samples: Images, rows or texts of a request.
        waiting: Samples of all requests together that have not been answered yet.
        decoding: Requests whose images, or long JSON, have not been decoded yet.
    """

    body: int = 16 * 2**20
    seconds: float = 30.0
    held: int = 256 * 2**20
    samples: int = 1024
    waiting: int = 8192
    decoding: int = 16


LIMITS = Limits()
