"""python -m wsencoder: encodes or decodes a file or standard input, of any size, in constant memory."""
from __future__ import annotations

import argparse
import builtins
import contextlib
import shutil
import sys
from typing import Any

from . import Error, __version__, codecs, open, properties, version


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m wsencoder", description="Encodes and decodes messages with libwsencoder.")
    library = ".".join(map(str, version()))
    parser.add_argument("--version", action="version", version=f"wsencoder {__version__}, libwsencoder {library}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list the codecs")
    for command, what in ("encode", "of the message before it is encoded"), ("decode", "that came with the message"):
        sub = commands.add_parser(command, help=f"{command} a message")
        sub.add_argument("file", nargs="?", default="-", help="the message (default: standard input)")
        sub.add_argument("-c", "--codec", required=True, help='a codec or a chain: "msbin1,gzip"')
        sub.add_argument("-o", "--output", default="-", metavar="FILE", help="(default: standard output)")
        sub.add_argument("-p", "--property", action="append", default=[], type=_property, metavar="NAME=VALUE",
                         help=", ".join(name.replace("_", "-") for name in properties.all_of_them()))
        sub.add_argument("-t", "--content-type", metavar="TYPE", help=f"the content type {what}")
        if command == "decode":
            sub.add_argument("--content-encoding", metavar="CODING", help=f"the content encoding {what}")
        else:
            sub.add_argument("--headers", action="store_true", help="write the labels of the message to standard error")
    return parser


def _property(text: str) -> tuple[str, properties.Value]:
    try:
        return properties.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _run(options: argparse.Namespace) -> None:
    settings: dict[str, Any] = dict(options.property)
    with contextlib.ExitStack() as stack:
        if options.command == "encode":
            source = stack.enter_context(_opened(options.file, "rb"))
            target: Any = open(_name(options.output, "wb"), "wb", codec=options.codec, content_type=options.content_type,
                               **settings)
            stack.enter_context(target)
            if options.headers:
                for header, value in ("Type", target.content_type), ("Encoding", target.content_encoding):
                    if value:
                        print(f"Content-{header}: {value}", file=sys.stderr)
        else:
            source = stack.enter_context(open(_name(options.file, "rb"), "rb", codec=options.codec,
                                              content_type=options.content_type,
                                              content_encoding=options.content_encoding, **settings))
            target = stack.enter_context(_opened(options.output, "wb"))
        shutil.copyfileobj(source, target)
    sys.stdout.flush()


def _name(file: str, mode: str) -> Any:
    return file if file != "-" else sys.stdin.buffer if mode == "rb" else sys.stdout.buffer


def _opened(file: str, mode: str) -> Any:
    return contextlib.nullcontext(_name(file, mode)) if file == "-" else builtins.open(file, mode)


def main(arguments: list[str] | None = None) -> int:
    options = _arguments().parse_args(arguments)
    try:
        if options.command == "list":
            print(*codecs(), sep="\n")
        else:
            _run(options)
    except (Error, OSError, TypeError, ValueError) as error:
        print(f"wsencoder: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
