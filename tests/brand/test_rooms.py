"""Brand asks every room, in the order of the line of imports."""

from brand import rooms


def test_rooms_answer_in_the_order_of_the_line():
    assert rooms.first_party() == ("brand", "leads", "roadshow", "stories")


def test_only_rooms_that_have_the_module_answer():
    assert [module.__name__ for module in rooms.modules("gating")] == ["brand.gating"]
