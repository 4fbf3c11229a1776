"""What a drawn figure is: markup that follows the page's theme, or stands alone."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup, escape

from denselab.report.colours import resolved
from denselab.report.svg import FONT, TEXT_SIZE, group, tag

MARGIN = 12.0


@dataclass(frozen=True)
class Figure:
    """One figure, drawn. Put one at the end of a notebook cell and it shows itself.

    Attributes:
        markup: The ``<svg>`` with colours as CSS custom properties, for the page.
        caption: How to read it, one or two plain sentences.
        width: Natural width in CSS pixels.
        height: Natural height in CSS pixels.
    """

    markup: Markup
    caption: str
    width: float
    height: float

    @classmethod
    def draw(
        cls,
        name: str,
        title: str,
        marks: Iterable[str],
        *,
        width: float,
        height: float,
        says: str,
        caption: str,
    ) -> Self:
        """Puts marks into a root element that is named and described for those who cannot see.

        Args:
            name: Unique on the page; begins the ids of title and description.
            title: What the figure shows, a few words.
            marks: The elements, in user units within ``width`` × ``height``.
            width: Natural width; the figure scales with its place.
            height: Natural height.
            says: What there is to be seen, in words.
            caption: How to read it.
        """
        markup = tag(
            "svg",
            tag("title", title, id=f"{name}-title"),
            tag("desc", says, id=f"{name}-desc"),
            *marks,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width:g} {height:g}",
            width=width,
            height=height,
            role="img",
            aria_labelledby=f"{name}-title {name}-desc",
            font_family=FONT,
            font_size=TEXT_SIZE,
        )
        return cls(markup, caption, width, height)

    @property
    def svg(self) -> str:
        """The figure as a file of its own: literal colours on white, with a margin around."""
        width, height = self.width + 2 * MARGIN, self.height + 2 * MARGIN
        ground = tag("rect", width=width, height=height, fill="var(--paper)")
        return resolved(
            tag(
                "svg",
                ground,
                group([self.markup], transform=f"translate({MARGIN:g} {MARGIN:g})"),
                xmlns="http://www.w3.org/2000/svg",
                viewBox=f"0 0 {width:g} {height:g}",
                width=width,
                height=height,
            )
        )

    def __repr__(self) -> str:
        return f"<Figure {self.width:g} × {self.height:g}: {self.caption}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        # As an image, because notebooks hide inline SVG until they are trusted.
        source = "data:image/svg+xml;base64," + b64encode(self.svg.encode()).decode()
        image = f'<img src="{source}" alt="{escape(self.caption)}" style="max-width:100%">'
        caption = f'<figcaption style="max-width:38em">{escape(self.caption)}</figcaption>'
        style = "margin:0.5em 0;font:0.9em sans-serif"
        return f'<figure style="{style}">{image}{caption}</figure>'
