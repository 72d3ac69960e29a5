"""The properties of encoders and decoders, by the names that they have as keyword arguments."""
from __future__ import annotations

import ctypes
import enum
import re
from ctypes import c_int32, c_uint32, c_uint64
from typing import Any, NamedTuple

from . import native

Value = int | str


class CompressionLabel(enum.IntEnum):
    """Which label of compressed binary XML names the compression."""
    CONTENT_TYPE = 0
    CONTENT_ENCODING = 1


class InvalidCharacters(enum.IntEnum):
    """What becomes of the characters that XML does not allow."""
    REFUSE = 0
    REFERENCE = 1
    REPLACE = 2
    DROP = 3


class _Description(NamedTuple):
    id: int
    type: Any  # of ctypes
    choices: type[enum.IntEnum] | None = None


# WSE_PROPERTY_ID. WSE_PROPERTY_ABI is missing: ctypes calls in the platform's own convention.
_DESCRIPTIONS = {
    "compression_level": _Description(0, c_int32),
    "chunk_size": _Description(1, c_uint32),
    "max_decoded_size": _Description(2, c_uint64),
    "max_expansion": _Description(3, c_uint32),
    "max_window_size": _Description(4, c_uint32),
    "typed_text": _Description(6, bool),
    "max_depth": _Description(7, c_uint32),
    "max_attributes": _Description(8, c_uint32),
    "max_namespace_declarations": _Description(9, c_uint32),
    "max_name_length": _Description(10, c_uint32),
    "max_attribute_value_length": _Description(11, c_uint32),
    "max_array_length": _Description(12, c_uint32),
    "max_session_size": _Description(13, c_uint32),
    "compression_label": _Description(14, c_uint32, CompressionLabel),
    "raw_deflate": _Description(15, bool),
    "gzip_content_type": _Description(16, bool),
    "invalid_characters": _Description(17, c_uint32, InvalidCharacters),
    "max_inline_size": _Description(18, c_uint32),
    "mime_boundary": _Description(19, native.String),
    "max_parts_buffer_size": _Description(20, c_uint32),
    "max_root_size": _Description(21, c_uint32),
    "max_part_header_size": _Description(22, c_uint32),
    "max_parts": _Description(23, c_uint32),
}
NAMES = tuple(_DESCRIPTIONS)
_WORDS = {"no": 0, "false": 0, "yes": 1, "true": 1}


def in_c(properties: dict[str, Value]) -> tuple[Any, list[Any]]:
    """An array of WSE_PROPERTY, and the values that it points to, which the caller keeps."""
    if unknown := properties.keys() - _DESCRIPTIONS.keys():
        raise TypeError(f"unknown properties: {', '.join(sorted(unknown))}")
    values = [_value(name, value) for name, value in properties.items()]
    elements = (native.Property * len(values))(*(
        native.Property(_DESCRIPTIONS[name].id, ctypes.addressof(value), ctypes.sizeof(value))
        for name, value in zip(properties, values, strict=True)))
    return elements, values


def _value(name: str, value: Value) -> Any:
    kind, choices = _DESCRIPTIONS[name].type, _DESCRIPTIONS[name].choices
    if kind is native.String:
        if not isinstance(value, str):
            raise TypeError(f"{name} is a string")
        return native.string_of(value)
    if choices and isinstance(value, str):
        value = _choice(name, value, choices)
    if not isinstance(value, int):
        raise TypeError(f"{name} is {'a bool' if kind is bool else 'an integer'}")
    if kind is bool:
        kind = c_int32
        if value not in (0, 1):
            raise ValueError(f"{name} is True or False")
    converted = kind(value)
    if converted.value != value:  # ctypes drops the bits that do not fit
        raise ValueError(f"{name} cannot be {value}")
    return converted


def _choice(name: str, word: str, choices: type[enum.IntEnum]) -> int:
    words = {choice.name.lower().replace("_", "-"): int(choice) for choice in choices}
    if word not in words:
        raise ValueError(f"{name} is one of {', '.join(words)}")
    return words[word]


def named(error: native.Error, properties: dict[str, Value]) -> native.Error:
    """The error with the names of properties in place of their numbers in an array."""
    names = list(properties)
    texts = (_ELEMENT.sub(lambda match: names[int(match[1])], text) for text in error.strings)
    return native.Error(error.hresult, *texts)


_ELEMENT = re.compile(r"\bproperties\[(\d+)\]")


def parse(text: str) -> tuple[str, Value]:
    """The name and value of a property that is written as on a command line: "max-decoded-size=1000"."""
    name, equals, value = text.partition("=")
    name = name.replace("-", "_")
    if not equals or name not in _DESCRIPTIONS:
        raise ValueError(f'"{text}" is not NAME=VALUE with the name of a property: {", ".join(_DESCRIPTIONS)}')
    description = _DESCRIPTIONS[name]
    if description.type is native.String or description.choices:
        return name, value
    if description.type is bool and value.lower() in _WORDS:
        return name, _WORDS[value.lower()]
    try:
        return name, int(value)
    except ValueError:
        raise ValueError(f'{name} is not a number: "{value}"') from None
