"""Yardsticks: simple models that a dense network has to beat to be worth its trouble.

Fitted on the training part alone, compared with a network on samples that both have not seen. They
choose nothing and are not saved: a Run keeps what they scored.
"""

from denselab.yardsticks.comparison import compare
from denselab.yardsticks.fitted import Fitted, fit_yardsticks
from denselab.yardsticks.reading import Part
from denselab.yardsticks.suited import suited

__all__ = ["Fitted", "Part", "compare", "fit_yardsticks", "suited"]
