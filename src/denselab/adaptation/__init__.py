"""Learning from what people correct: a finished Run and its corrections to a new Run.

Responsible for fine-tuning a network on corrections among the samples that it learned from, for
measuring what that changes without a correction being judged by a network that has seen it, and for
keeping nothing that has forgotten what it knew. The old Run stays as it is.
"""

from denselab.adaptation.line import adapt

__all__ = ["adapt"]
