#!/bin/sh
# A package that depends on this one by URL: a bare repository with a tag. It is built as its author would, with no flags.
# usage: test-dependency.sh FOLDER
set -eu
rm -rf "$1"
mkdir -p "$1"
folder=$(cd "$1" && pwd)
version=$(sed -nE 's/^#define WSE_VERSION_(MAJOR|MINOR|PATCH) //p' include/wsencoder/wsencoder.h | paste -sd.)

# The files as they are now, with the tag of a release.
mkdir "$folder/wsencoder"
cp -R -p Package.swift Makefile README.md Sources include Tests "$folder/wsencoder"
git -C "$folder/wsencoder" init -q
git -C "$folder/wsencoder" add -A
git -C "$folder/wsencoder" -c user.name=Author -c user.email=author@example.org -c commit.gpgsign=false commit -q -m Release
git -C "$folder/wsencoder" tag "$version"
git clone -q --bare "$folder/wsencoder" "$folder/wsencoder.git"

mkdir -p "$folder/Program/Sources/Program"
cat > "$folder/Program/Package.swift" <<SWIFT
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "program",
    dependencies: [.package(url: "file://$folder/wsencoder.git", from: "$version")],
    targets: [
        .executableTarget(
            name: "Program",
            dependencies: [
                .product(name: "WSEncoderKit", package: "wsencoder"), .product(name: "wsencoder", package: "wsencoder"),
            ])
    ]
)
SWIFT
cat > "$folder/Program/Sources/Program/main.swift" <<'SWIFT'
import WSEncoderKit

struct Flip: MessageTransform {
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        output.append(from: &input) { ~$0 }
        if !input.isEmpty { return .outputFull }
        return isLast ? .finished : .needsInput
    }
}

try Codec("flip", contentEncoding: "flip", Flip.self).register()
let message = Array("<a>text</a>".utf8)
let wire = try Encoder("msbin1,flip,gzip").encode(message)
print(try Decoder("msbin1,flip,gzip").decode(wire) == message ? "works" : "differs")
SWIFT
# The caches of the user know another commit by that tag once this has run before.
swift build --quiet --package-path "$folder/Program" --scratch-path "$folder/scratch" --cache-path "$folder/cache" \
    --security-path "$folder/security"
test "$("$folder/scratch/debug/Program")" = works
echo "ok - a package depends on it by URL and tag, is built with no flags, and uses the library and the kit"
readelf -dW "$folder/scratch/debug/Program" | grep -q 'NEEDED.*libwsencoder.so' \
    || { echo 'not ok - the program is not linked with the product'; exit 1; }
echo "ok - the product wsencoder is the library that it loads"
