"""The drawing box: what the page needs for it, and what it has to say about it.

Everything lies in the page itself, because a page on disk can fetch nothing: the script, and the
network, as the exploration has packed it. The page's policy lets that one script run.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from denselab.browser import script
from denselab.report import words
from denselab.report.facts import Facts

if TYPE_CHECKING:
    from denselab.runs import Run

_LOOKS = {"shifts": 9, "poses": 17}


@dataclass(frozen=True)
class Box:
    """A section of the page on which one draws.

    Attributes:
        classes: The names of what can be answered.
        network: As ``network.js`` reads it, for a script element; empty where it is too large.
        script: What brings the section to life.
        notes: Sentences on how the network differs from the one that was tested.
    """

    classes: list[str]
    network: Markup
    script: Markup
    notes: list[str]

    @property
    def policy(self) -> str:
        """The hash by which the content security policy knows the script."""
        return f"sha256-{b64encode(sha256(self.script.encode()).digest()).decode()}"


def of(run: "Run", views: str, notes: Sequence[str] = ()) -> Box | None:
    """The box of a Run, if its samples are digits as one draws them.

    Args:
        run: The Run.
        views: How often its network looks elsewhere, see `study.FinalSettings`.
        notes: What else is to be said of the network.
    """
    packed = run.browser
    if packed is None:
        return None
    if not packed["layers"]:
        return Box(packed["classes"], Markup(), Markup(), [_too_large(packed)])
    # A "<" in a script element could end it; in JSON it can be written otherwise.
    network = Markup(json.dumps(packed, separators=(",", ":")).replace("<", "\\u003c"))
    text = script("box.js") + '\nbox(document.getElementById("draw"));\n'
    return Box(packed["classes"], network, Markup(text), [*notes, *_differences(views)])


def of_committee(facts: Facts) -> list[str]:
    """What is to be said where several networks answer: that it is one here."""
    members = facts.members
    if len(members) <= 1:
        return []
    return [
        f"Here the first of the {len(members)} networks of the committee answers; alone it "
        f"{facts.nouns.read} {members[0]} of the test part correctly."
    ]


def _differences(views: str) -> list[str]:
    """In what the network of the page differs from that of the Run."""
    rounded = "The network’s weights are rounded here, which changes hardly any answer."
    if looks := _LOOKS.get(views):
        return [f"Here the network sees a drawing once; elsewhere, {looks} times.", rounded]
    return [rounded]


def _too_large(packed: Mapping[str, Any]) -> str:
    return (
        f"With {words.count(packed['n_weights'])} weights the network is too large to be carried "
        "along on this page."
    )
