"""What a drawn figure is: markup that follows the page's theme, or stands alone."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from denselab.report.colours import resolved


@dataclass(frozen=True)
class Figure:
    """One figure, drawn. Put one at the end of a notebook cell and it shows itself.

    Attributes:
        markup: The ``<svg>`` with colours as CSS custom properties, for the page.
        caption: How to read it, one or two plain sentences.
        width: Natural width in CSS pixels.
    """

    markup: Markup
    caption: str
    width: float

    @property
    def svg(self) -> str:
        """The figure as a file of its own: literal colours on white, no page around it."""
        root, rest = self.markup.split(">", 1)
        ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
        opening, middle, body = rest.partition("</desc>")
        return resolved(f"{root}>{opening}{middle}{ground}{body}")

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        style = "margin:0.5em 0;font:0.9em sans-serif"
        caption = f'<figcaption style="max-width:38em">{escape(self.caption)}</figcaption>'
        return f'<figure style="{style}">{self.svg}{caption}</figure>'
