"""An address that would run is no address, wherever one can be filled in."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from brand.blocks import LinkBlock, VideoBlock
from brand.models import Organisation
from stories.models import StoryPage

RUNS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>1</script>",
    "vbscript:x",
]


@pytest.mark.parametrize("address", RUNS)
def test_fields_refuse_it(address):
    for model, name in ((Organisation, "website"), (StoryPage, "source_url")):
        with pytest.raises(ValidationError):
            model._meta.get_field(name).clean(address, None)


@pytest.mark.parametrize("address", RUNS)
@pytest.mark.parametrize("block", [LinkBlock, VideoBlock])
def test_blocks_refuse_it(address, block):
    with pytest.raises(ValidationError):
        block().child_blocks["url"].clean(address)


@pytest.mark.parametrize("address", RUNS)
def test_the_editor_drops_it(address):
    content = (
        '{"blocks": [{"key": "a", "text": "hier", "type": "unstyled", "depth": 0, '
        '"inlineStyleRanges": [], "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}], '
        '"entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "%s"}}}}'
    )
    written = ContentstateConverter(["link"]).to_database_format(content % address)
    assert written == '<p data-block-key="a"><a>hier</a></p>'
