"""What runs in a browser: a drawing pad, the form of a digit, and a network, in plain JavaScript.

Responsible for the modules, for joining them into one script that fetches nothing, and for packing
a network so that they can read it. The pages that use them belong to other rooms.
"""

from denselab.browser.bundle import script
from denselab.browser.pack import MOST_WEIGHTS, Layer, pack

__all__ = ["MOST_WEIGHTS", "Layer", "pack", "script"]
