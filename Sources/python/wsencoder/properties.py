"""The properties of encoders and decoders, by the names that they have as keyword arguments."""
from __future__ import annotations

import ctypes
import enum
import functools
import re
from ctypes import byref, c_char_p, c_int32, c_int64, c_uint32, c_uint64
from typing import Any, NamedTuple

from . import native
from .native import Result

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


class _InC(ctypes.Structure):
    """WSE_PROPERTY_DESCRIPTION."""
    _fields_ = [*((name, c_uint32) for name in ("id", "type", "size", "unit", "directions", "has_default")),
                *((name, c_int64) for name in ("minimum", "maximum", "default")),
                *((name, c_char_p) for name in ("name", "choices", "summary"))]


LONG, ULONG, ULONGLONG, BOOL, CHOICE, STRING = range(6)  # WSE_VALUE_TYPE
_TYPES: dict[int, Any] = {LONG: c_int32, ULONG: c_uint32, ULONGLONG: c_uint64, BOOL: c_int32, CHOICE: c_uint32}
_ENCODER, _DECODER = 1, 2  # WSE_DIRECTION


class Description(NamedTuple):
    """What the library says of a property."""
    id: int
    type: int
    choices: tuple[str, ...]  # of CHOICE: the words for 0, 1 and so on
    minimum: int
    maximum: int
    summary: str


def describe(codec: str | None = None, directions: int = _ENCODER | _DECODER) -> dict[str, Description]:
    """The properties of a codec, or all that there are, by name. WSE_PROPERTY_ABI is left out: ctypes calls in the platform's
    own convention."""
    found: dict[str, Description] = {}
    description, name, index = _InC(), native.c_text(codec) if codec is not None else None, 0
    while native.call(native.library().WseGetCodecProperty, name, directions, index, byref(description)) != Result.WS_S_END:
        index += 1
        if description.id != native.PROPERTY_ABI:
            choices = tuple(description.choices.decode().split(",")) if description.choices else ()
            found[description.name.decode().replace("-", "_")] = Description(
                description.id, description.type, choices, description.minimum, description.maximum,
                description.summary.decode())
    return found


def of_decoder(codec: str) -> dict[str, Description]:
    """The properties of the decoder of a codec or a chain."""
    return describe(codec, _DECODER)


def check_decoder(settings: dict[str, Value]) -> None:
    """Refuses properties that no decoder takes."""
    in_c(settings)
    known = describe(None, _DECODER)
    for name, value in settings.items():
        if name not in known or isinstance(value, int) and not known[name].minimum <= value <= known[name].maximum:
            raise ValueError(f"no decoder takes {name}={value!r}")


all_of_them = functools.cache(describe)
_WORDS = {"no": 0, "false": 0, "yes": 1, "true": 1}


def in_c(properties: dict[str, Value]) -> tuple[Any, list[Any]]:
    """An array of WSE_PROPERTY, and the values that it points to, which the caller keeps."""
    known = all_of_them()
    if unknown := properties.keys() - known.keys():
        raise TypeError(f"unknown properties: {', '.join(sorted(unknown))}")
    values = [_value(name, known[name], value) for name, value in properties.items()]
    elements = (native.Property * len(values))(*(
        native.Property(known[name].id, ctypes.addressof(value), ctypes.sizeof(value))
        for name, value in zip(properties, values, strict=True)))
    return elements, values


def _value(name: str, description: Description, value: Value) -> Any:
    if description.type == STRING:
        if not isinstance(value, str):
            raise TypeError(f"{name} is a string")
        return native.string_of(value)
    if description.type == CHOICE and isinstance(value, str):
        if value not in description.choices:
            raise ValueError(f"{name} is one of {', '.join(description.choices)}")
        value = description.choices.index(value)
    if not isinstance(value, int):
        raise TypeError(f"{name} is {'a bool' if description.type == BOOL else 'an integer'}")
    if description.type == BOOL and value not in (0, 1):
        raise ValueError(f"{name} is True or False")
    converted = _TYPES[description.type](value)
    if converted.value != value:  # ctypes drops the bits that do not fit
        raise ValueError(f"{name} cannot be {value}")
    return converted


def named(error: native.Error, properties: dict[str, Value]) -> native.Error:
    """The error with the names of properties in place of their numbers in an array."""
    names = list(properties)
    texts = (_ELEMENT.sub(lambda match: names[int(match[1])], text) for text in error.strings)
    return native.Error(error.hresult, *texts)


_ELEMENT = re.compile(r"\bproperties\[(\d+)\]")


def parse(text: str) -> tuple[str, Value]:
    """The name and value of a property that is written as on a command line: "max-decoded-size=1000"."""
    name, equals, value = text.partition("=")
    name, known = name.replace("-", "_"), all_of_them()
    if not equals or name not in known:
        raise ValueError(f'"{text}" is not NAME=VALUE with the name of a property: {", ".join(known)}')
    if known[name].type in (CHOICE, STRING):
        return name, value
    if known[name].type == BOOL and value.lower() in _WORDS:
        return name, _WORDS[value.lower()]
    try:
        return name, int(value)
    except ValueError:
        raise ValueError(f'{name} is not a number: "{value}"') from None
