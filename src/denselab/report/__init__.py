"""The report: a saved Run's facts as figures and one self-contained HTML page.

Reads a Run and never retrains, re-fits or re-scores anything; needs neither Keras nor JAX.
Facts are gathered (`facts`), drawn as SVG by small pure functions (`drawings` and the
modules it calls) and set by one Jinja2 template with autoescape (`page`).
"""

from denselab.report.figure import Figure
from denselab.report.page import figures, look_page, write

__all__ = ["Figure", "figures", "look_page", "write"]
