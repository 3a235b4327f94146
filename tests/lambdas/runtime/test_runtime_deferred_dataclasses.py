"""Dataclasses of a start get their methods at the first use, and behave as others do."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

from agent_runtime.start import cold_start, deferred_dataclasses
from tests.lambdas.runtime.test_runtime_cold_start import printed


@contextmanager
def deferring() -> Generator[None]:
    deferred_dataclasses.begin()
    try:
        yield
    finally:
        deferred_dataclasses.end()


def made() -> dict[str, Any]:
    """One class of each kind."""

    @dataclasses.dataclass
    class Plain:
        number: int
        items: list[int] = dataclasses.field(default_factory=list[int])
        name: str = dataclasses.field(default="x", repr=False, compare=False)

    @dataclasses.dataclass
    class Derived(Plain):
        further: float = 0.5

        def __post_init__(self) -> None:
            self.further *= 2

    @dataclasses.dataclass(frozen=True)
    class Frozen:
        number: int

    @dataclasses.dataclass(order=True, slots=True)
    class Ordered:
        number: int

    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Slotted:
        number: int = 3
        self: str = "me"

    @dataclasses.dataclass
    class Own:
        number: int

        def __repr__(self) -> str:
            return "own"

    return {each.__name__: each for each in (Plain, Derived, Frozen, Ordered, Slotted, Own)}


USES: list[Callable[[Any], Any]] = [
    lambda of: of["Plain"](1),
    lambda of: of["Plain"](1) == of["Plain"](1, [], "y"),
    lambda of: of["Plain"](1) == of["Derived"](1),
    lambda of: of["Plain"](1).items is of["Plain"](1).items,
    lambda of: of["Plain"](),
    lambda of: of["Plain"](1, [2], "x", 4),
    lambda of: hash(of["Plain"](1)),
    lambda of: dataclasses.replace(of["Derived"](1, [2]), number=5),
    lambda of: dataclasses.asdict(of["Derived"](1, further=2)),
    lambda of: hash(of["Frozen"](1)) == hash(of["Frozen"](1)),
    lambda of: setattr(of["Frozen"](1), "number", 2),
    lambda of: delattr(of["Frozen"](1), "number"),
    lambda of: sorted([of["Ordered"](2), of["Ordered"](1)]),
    lambda of: of["Ordered"](1) < 2,
    lambda of: of["Slotted"](self="you"),
    lambda of: of["Slotted"](4),
    lambda of: setattr(of["Slotted"](), "other", 2),
    lambda of: of["Own"](1),
    lambda of: [of["Plain"].__init__.__qualname__, of["Plain"].__eq__.__name__],
]


def outcome(use: Callable[[Any], Any], of: dict[str, Any]) -> str:
    try:
        return repr(use(of))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("use", USES, ids=range(len(USES)))
def test_a_deferred_class_behaves_as_another(use: Callable[[Any], Any]) -> None:
    with deferring():
        deferred = made()
    assert outcome(use, deferred) == outcome(use, made())
    # With the methods in place.
    assert outcome(use, deferred) == outcome(use, made())


def source_of(method: Any) -> str:
    return method.__code__.co_filename


def test_the_methods_come_with_the_first_use_in_place_of_those_that_make_them() -> None:
    with deferring():
        plain, derived = (made()[name] for name in ("Plain", "Derived"))
    assert source_of(derived.__init__) == deferred_dataclasses.__file__
    derived(1)
    assert source_of(derived.__init__) == "<string>"
    assert source_of(plain.__init__) == deferred_dataclasses.__file__


def test_a_class_that_is_made_afterwards_has_its_methods_at_once() -> None:
    with deferring():
        pass
    assert source_of(made()["Plain"].__init__) == "<string>"


def test_many_threads_may_use_a_class_first() -> None:
    with deferring():
        plain = made()["Plain"]
    barrier, seen = threading.Barrier(8), list[Any]()

    def use() -> None:
        barrier.wait()
        seen.append(plain(1, [2]))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [plain(1, [2])] * 8


@pytest.mark.parametrize("last", ["(__init__,__repr__,)", "__init__,__repr__,"])
def test_several_methods_are_made_together_as_by_later_versions_of_python(last: str) -> None:
    text = f"""def __create_fn__(suffix):
 def __init__(self, name):
  self.name = name + suffix
 def __repr__(self):
  return self.name
 return {last}"""
    scope: dict[str, Any] = {}
    created: dict[str, Any] = {}
    deferred_dataclasses._deferring(text, scope, created)  # pyright: ignore[reportPrivateUsage]
    init, representation = created["__create_fn__"](suffix="!")
    assert {source_of(init), source_of(representation)} == {deferred_dataclasses.__file__}
    made_there = type("Made", (), {"__init__": init, "__repr__": representation})
    assert repr(made_there("a")) == "a!"
    assert source_of(made_there.__init__) == "<string>"


def test_text_that_makes_no_methods_is_run_as_it_is() -> None:
    scope: dict[str, Any] = {}
    made_there: dict[str, Any] = {}
    deferred_dataclasses._deferring("value = 1 + 1", scope, made_there)  # pyright: ignore[reportPrivateUsage]
    assert made_there["value"] == 2


def test_a_class_without_methods_is_made_as_by_later_versions_of_python() -> None:
    scope: dict[str, Any] = {}
    made_there: dict[str, Any] = {}
    text = "def __create_fn__(suffix):\n\n return ()"
    deferred_dataclasses._deferring(text, scope, made_there)  # pyright: ignore[reportPrivateUsage]
    assert made_there["__create_fn__"](suffix="!") == ()


def test_a_start_makes_no_methods_of_the_sdks_dataclasses() -> None:
    program = """
import dataclasses, json, sys, reporter.handler
methods = [
    vars(each)["__init__"].__code__.co_filename
    for name, module in sys.modules.items()
    if name.startswith("agents.")
    for each in vars(module).values()
    if isinstance(each, type) and each.__module__ == name and "__dataclass_params__" in vars(each)
    if "__init__" in vars(each) and each.__dataclass_params__.init and not hasattr(each, "__pydantic_validator__")
]
late = sum("deferred_dataclasses" in method for method in methods)
print(json.dumps([late, len(methods), "exec" in vars(dataclasses)]))
"""
    late, methods, deferring = printed(program)
    assert methods > 100
    assert late / methods > 0.9
    assert not deferring


def test_imports_after_a_start_can_be_shortened_too() -> None:
    with cold_start.shortened():
        plain = made()["Plain"]
    assert source_of(plain.__init__) == deferred_dataclasses.__file__
    assert source_of(made()["Plain"].__init__) == "<string>"
