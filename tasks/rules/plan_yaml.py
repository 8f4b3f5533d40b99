"""A strict subset of YAML: plain values, together with the line each one stands on.

Refused on purpose, because each misleads a reader: anchors and aliases (a short file that unfolds
into gigabytes), tags, duplicate keys (the last one silently wins), tabs, and YAML 1.1's guesses
(``010`` is eight, ``no`` is false, ``18:00`` is 1080, ``1.5`` loses its last digit).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Place = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"


class PlanFileError(ValueError):
    """A plan file that cannot be used: ``line`` counts from 1, ``reason`` is one English phrase."""

    def __init__(self, line: int, reason: str) -> None:
        """Say ``reason`` as it should be printed after "line N:", without a full stop."""
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class Document(NamedTuple):
    """``value`` is made of dict, tuple, str, int, bool, date and None.

    ``lines`` gives the line of every place in it, a place being its path of keys and positions.
    """

    value: object
    lines: Mapping[Place, int]

    def line_of(self, place: Place) -> int:
        """Return the line of ``place``, or of the nearest thing around it that is in the file."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def read_yaml(text: str) -> Document:
    """Read one YAML document; letters come out composed (NFC).

    Raises PlanFileError: more than MAX_BYTES, nesting deeper than MAX_DEPTH, bad syntax, an empty
    file, or one of the habits this module refuses.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise PlanFileError(1, f"the file is larger than {MAX_BYTES} bytes")
    if "\t" in text:
        raise PlanFileError(_line_at(text, text.index("\t")), "a tab: indent with spaces")
    root = _compose(unicodedata.normalize("NFC", text))
    if root is None:
        raise PlanFileError(1, "the file is empty")
    lines: dict[Place, int] = {(): _line(root)}
    return Document(_value(root, (), lines), lines)


class _Loader(yaml.SafeLoader):
    """Builds nodes only; never objects."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it bare
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None) is not None:
            raise PlanFileError(line, "anchors and aliases (& and *) are not allowed")
        if getattr(event, "tag", None) is not None:
            raise PlanFileError(line, "tags (!) are not allowed; quote a text that begins with !")
        if self.depth == MAX_DEPTH:
            raise PlanFileError(line, f"nested more than {MAX_DEPTH} deep")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _compose(text: str) -> yaml.Node | None:
    line = 1
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_node()
        finally:
            line = loader.line + 1
            loader.dispose()
    except yaml.reader.ReaderError as error:
        raise PlanFileError(_line_at(text, error.position), "an unprintable character") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else line
        raise PlanFileError(line, f"not valid YAML: {error.problem}") from error
    except PlanFileError:
        raise
    except (ValueError, OverflowError) as error:  # PyYAML lets "\UFFFFFFFF" through to chr()
        raise PlanFileError(line, f"not valid YAML: {error}") from error


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _value(node: yaml.Node, place: Place, lines: dict[Place, int]) -> object:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines)
    if isinstance(node, yaml.SequenceNode):
        return _sequence(node, place, lines)
    return _scalar(node)


def _mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = _key(key_node)
        if key in found:
            raise PlanFileError(_line(key_node), f"'{key}' is given twice")
        lines[*place, key] = _line(key_node)
        found[key] = _value(value_node, (*place, key), lines)
    return found


def _sequence(node: yaml.SequenceNode, place: Place, lines: dict[Place, int]) -> tuple[object, ...]:
    for number, item in enumerate(node.value):
        lines[*place, number] = _line(item)
    return tuple(_value(item, (*place, number), lines) for number, item in enumerate(node.value))


def _key(node: yaml.Node) -> str:
    if node.tag != _TAG + "str":
        raise PlanFileError(_line(node), "a key must be a word")
    return str(node.value)


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text):
        raise ValueError(text)
    return int(text)


def _true_or_false(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_READERS: dict[str, Callable[[str], object]] = {
    _TAG + "str": str,
    _TAG + "null": lambda _: None,
    _TAG + "bool": _true_or_false,
    _TAG + "int": _whole_number,
    _TAG + "timestamp": date.fromisoformat,
}


def _scalar(node: yaml.Node) -> object:
    try:
        return _READERS[node.tag](node.value)
    except (KeyError, ValueError) as error:
        hint = "expected text in quotes, true or false, a whole number, or a date like 2022-06-16"
        raise PlanFileError(_line(node), f"'{node.value}' is unclear: {hint}") from error
