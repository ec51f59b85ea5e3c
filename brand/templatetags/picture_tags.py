"""Wagtail's tags for pictures, which read the sizes they ask for once and not at every use.

A template that loads these instead of `wagtailimages_tags` gets the same HTML for less. A picture
whose file is away or cannot be drawn leaves no trace: the page goes on without it.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.images.models import Picture as Drawn
from wagtail.images.templatetags import wagtailimages_tags

register = template.Library()


class ImageNode(wagtailimages_tags.ImageNode):
    @cached_property
    def _filter(self) -> Filter:
        return super().get_filter()

    def drawn(self, image):
        return image.get_rendition(self._filter)

    def written(self, drawn, attributes: dict) -> str:
        return drawn.img_tag(attributes)

    def render(self, context) -> str:
        image = self.validate_image(context)
        try:
            drawn = self.drawn(image) if image else None
        except SourceImageIOError:
            drawn = None
        if self.output_var_name:
            context[self.output_var_name] = drawn
            return ""
        if drawn is None:
            return ""
        return self.written(drawn, {key: one.resolve(context) for key, one in self.attrs.items()})


Size = tuple[str, int, int]  # address, width and height


@lru_cache(maxsize=2048)
def _html(formats: tuple[tuple[str, tuple[Size, ...]], ...], attributes: tuple) -> SafeString:
    """As Wagtail's Picture writes it, which takes a fifth of a page of cards."""
    sizes = dict(formats)
    given = {name: value for name, value, _ in attributes}
    *first, last = [one for one in Drawn.source_format_order if one.name in sizes]
    sources = [
        {"srcset": _srcset(sizes[one.name]), "sizes": given.get("sizes"), "type": one.mime_type}
        for one in first
    ]
    src, width, height = sizes[last.name][0]
    shown = {"src": src, "width": width, "height": height, **given}
    if len(sizes[last.name]) > 1:
        shown["srcset"] = _srcset(sizes[last.name])
    lines = [*(f"<source{flatatt(one)}>" for one in sources), f"<img{flatatt(shown)}>"]
    return mark_safe(f"<picture>{''.join(lines)}</picture>")  # noqa: S308 - escaped by flatatt


def _srcset(sizes: Sequence[Size]) -> str:
    if len(sizes) == 1:
        return sizes[0][0]
    return ", ".join(f"{address} {width}w" for address, width, _ in sizes)


class PictureNode(ImageNode):
    @cached_property
    def _filters(self) -> list[Filter]:
        return [Filter(spec=spec) for spec in Filter.expand_spec(self.filter_specs)]

    def drawn(self, image):
        return Drawn(image.get_renditions(*self._filters))

    def written(self, drawn, attributes: dict) -> str:
        if not drawn.formats:
            drawn.attrs = attributes
            return drawn.__html__()
        attributes.setdefault("alt", drawn.renditions[0].alt)
        formats = {
            name: tuple((one.url, one.width, one.height) for one in sizes)
            for name, sizes in drawn.formats.items()
        }
        # "a" that is to be escaped is another key than an "a" that is safe.
        known = ((name, value, type(value)) for name, value in attributes.items())
        return _html(tuple(formats.items()), tuple(known))


NODES = {"image": ImageNode, "picture": PictureNode}


@register.tag
def image(parser, token):
    """Wagtail's own node, as ours."""
    node = wagtailimages_tags.image(parser, token)
    node.__class__ = NODES[token.split_contents()[0]]
    return node


register.tag("picture", image)


class DrawnNode(template.Node):
    child_nodelists = ("within", "otherwise")

    def __init__(self, within, otherwise):
        self.within, self.otherwise = within, otherwise

    def render(self, context) -> str:
        written = self.within.render(context)
        return written if "<img" in written else self.otherwise.render(context)


@register.tag
def drawn(parser, token):
    """What stands between this and `enddrawn`, if a picture was drawn in it: no empty frames.

    Else what stands after `otherwise`.
    """
    within, otherwise = parser.parse(("otherwise", "enddrawn")), template.NodeList()
    if parser.next_token().contents == "otherwise":
        otherwise = parser.parse(("enddrawn",))
        parser.delete_first_token()
    return DrawnNode(within, otherwise)
