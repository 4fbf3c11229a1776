"""The errors that denselab raises on purpose.

Each one also inherits the built-in that a caller would think of first, so that
``except ValueError`` keeps working. The message is one line that says what was
wrong, where, and what to do; the command line prints it without a traceback.
"""


class DenselabError(Exception):
    """Anything that denselab refuses, with the reason in one line."""


class DataError(DenselabError, ValueError):
    """A data set breaks a rule; the message names the file, the rule and the value found."""


class DataNotFoundError(DenselabError, FileNotFoundError):
    """A data set is neither on this machine nor in reach of a download."""


class NotFittedError(DenselabError, ValueError, AttributeError):
    """A preprocessor was used before it learned anything from training data."""


class StudyError(DenselabError, ValueError):
    """A setting of a study is unknown or out of its range."""


class FitError(DenselabError, ValueError):
    """Training was asked for something that a compiled epoch cannot do."""


class RunError(DenselabError, ValueError):
    """A Run folder is missing, unfinished, damaged, or would be overwritten."""


class ServiceError(DenselabError, OSError):
    """A service cannot listen where it was asked to."""


class DivergedError(DenselabError, ArithmeticError):
    """Training came to nothing: no network has a finite loss."""


class ForgettingError(DenselabError, ArithmeticError):
    """A network that learned something new lost more of what it knew than is allowed."""


class SealedTestError(DenselabError, RuntimeError):
    """The sealed test set was about to be opened a second time."""


class InterruptedTrainingError(DenselabError):
    """Training ended because its result is not wanted any more."""
