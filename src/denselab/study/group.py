"""Settings that belong together, checked when they are made."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from denselab.errors import StudyError


class Group(BaseModel):
    """A frozen group of settings that answers a bad value with one line."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    _prefix: ClassVar[str] = ""

    def __init__(self, /, **settings: Any) -> None:
        try:
            super().__init__(**settings)
        except ValidationError as error:
            # Of a value that may be of several types, the error furthest inside is the one meant.
            found = error.errors(include_url=False)
            raise self._refusal(max(found, key=lambda each: len(each["loc"]))) from None

    @classmethod
    def _refusal(cls, first: ErrorDetails) -> StudyError:
        inner = first.get("ctx", {}).get("error")
        if isinstance(inner, StudyError):  # a group inside has named its setting already
            return inner
        parts = [str(part) for part in first["loc"]]
        if first["type"] == "extra_forbidden":
            setting = cls._prefix + ".".join(parts)
            known = (field.alias or name for name, field in cls.model_fields.items())
            return StudyError(f"{setting} is not a setting; known are {', '.join(known)}")
        # What is no name in Python is pydantic's word for one of several allowed types.
        setting = cls._prefix + ".".join(part for part in parts if "-" not in part)
        rule = first["msg"].removeprefix("Input ").replace("valid tuple", "list")  # TOML's word
        return StudyError(f"{setting}: {rule}, got {first['input']!r}")
