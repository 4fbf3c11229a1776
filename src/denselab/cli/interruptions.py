"""Interruptions that nothing swallows.

Python raises `KeyboardInterrupt` wherever the main thread happens to be. In a callback of the
garbage collector or of a weak reference, of which JAX has many, it is only reported and then lost,
and the command would go on as if nobody had asked for its end.
"""

import _thread
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_AGAIN = 0.02  # seconds until the callback that swallowed it has come to its end


def heed_interruptions() -> None:
    """Has Ctrl-C and the wish to be ended (SIGTERM) arrive as `KeyboardInterrupt`, in any case."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.unraisablehook = _raise_again


def _raise_again(lost: "UnraisableHookArgs") -> None:
    if issubclass(lost.exc_type, KeyboardInterrupt):
        threading.Timer(_AGAIN, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)
