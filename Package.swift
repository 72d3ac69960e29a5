// swift-tools-version: 6.2
import PackageDescription

// WSE_EMBEDDED=1 builds the library that is installed, in Embedded Swift, which needs no runtime. Without it, the same sources
// are compiled as ordinary Swift, in which Swift Testing and the sanitizers work.
let isEmbedded = Context.environment["WSE_EMBEDDED"] == "1"

// Optional libraries that make gzip and deflate faster. Without them, zlib does all the work.
let hasIsal = Context.environment["WSE_WITHOUT_ISAL"] != "1"
let hasLibdeflate = Context.environment["WSE_WITHOUT_LIBDEFLATE"] != "1"
let engines: [Target.Dependency] = (hasIsal ? ["CIsal"] : []) + (hasLibdeflate ? ["CLibdeflate"] : [])
let engineSettings: [SwiftSetting] =
    (hasIsal ? [.define("WSE_ISAL")] : []) + (hasLibdeflate ? [.define("WSE_LIBDEFLATE")] : [])

let common: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]
let embedded: [SwiftSetting] =
    isEmbedded
    ? [
        .enableExperimentalFeature("Embedded"),
        .unsafeFlags([
            // Each module has a copy of the runtime functions it uses. With a section for each function, the linker can drop those
            // that are not needed.
            "-wmo", "-Xfrontend", "-function-sections",
            // Loops are still aligned to 16 bytes; functions without any do without the padding.
            "-Xllvm", "-align-all-functions=2",
        ]),
    ] : []
// Turns every heap allocation in the source into an error. The compiler also refuses the function tables that erase the type of
// a codec, although they allocate nothing. The modules that make such tables are built without this setting; for them,
// `make check-abi` checks the built library instead.
let allocationFree: [SwiftSetting] = isEmbedded ? [.unsafeFlags(["-Xfrontend", "-no-allocations"])] : []

// For modules that spend their time in the vector code of CVector, or that no message waits for.
let compact: [SwiftSetting] = isEmbedded ? [.unsafeFlags(["-Osize"])] : []

let exports = "\(Context.packageDirectory)/Sources/WSEncoder/wsencoder.map"
let link: [LinkerSetting] =
    isEmbedded
    ? [
        .unsafeFlags([
            "-Xlinker", "-soname=libwsencoder.so.0", "-Xlinker", "--version-script=\(exports)", "-Xlinker", "-z", "-Xlinker",
            "nodelete", "-Xlinker", "-z", "-Xlinker", "defs", "-Xlinker", "--gc-sections", "-Xlinker", "--icf=safe", "-Xlinker",
            "--as-needed",
        ])
    ] : []

// `pages` are not sources, but stand beside them.
func room(
    _ name: String, uses dependencies: [Target.Dependency], settings: [SwiftSetting] = allocationFree, pages: [String] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: pages, swiftSettings: common + embedded + settings)
}

func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: common + engineSettings)
}

var package = Package(
    name: "wsencoder",
    products: [
        .library(name: "wsencoder", type: .dynamic, targets: ["WSEncoder"]),
        // For codecs and programs in Swift. It is no part of the library, which it calls through the C interface.
        .library(name: "WSEncoderKit", targets: ["WSEncoderKit"]),
    ],
    traits: [.trait(name: "Embedded", description: "WSEncoderKit for Embedded Swift, which is built with -c release")],
    targets: [
        .systemLibrary(name: "CWSEncoder", path: "include/wsencoder"),
        .systemLibrary(name: "CLibc"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlienc libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),
        .systemLibrary(name: "CVector"),
        room("Bytes", uses: ["CLibc"]),
        room("CodecKit", uses: ["Bytes"], settings: []),
        room(
            "ContentCodings", uses: ["Bytes", "CodecKit", "CZlib", "CBrotli", "CZstd"] + engines, settings: engineSettings,
            pages: ["README.md"]),
        room("XMLText", uses: ["Bytes", "CodecKit", "CVector"]),
        room("BinaryXML", uses: ["Bytes", "CodecKit", "XMLText"], settings: [], pages: ["README.md"]),
        room("Charsets", uses: ["Bytes", "CodecKit", "CVector"], settings: compact),
        room(
            "MTOM", uses: ["Bytes", "CVector", "Charsets", "CodecKit", "XMLText"], settings: compact, pages: ["README.md"]),
        room("Framing", uses: ["Bytes"], settings: allocationFree + compact),
        room(
            "Catalog", uses: ["Bytes", "CodecKit", "ContentCodings", "BinaryXML", "MTOM", "Charsets"], settings: []),
        .target(
            name: "WSEncoder", dependencies: ["Bytes", "CFFI", "CLibc", "CodecKit", "Catalog", "Framing", "CWSEncoder"],
            exclude: ["wsencoder.map", "wsencoder.pc.in"],
            swiftSettings: common + embedded, linkerSettings: link),
        .target(
            name: "WSEncoderKit", dependencies: ["CLibc", "CWSEncoder"], exclude: ["README.md"],
            swiftSettings: common + [.enableExperimentalFeature("Embedded", .when(traits: ["Embedded"]))]),
    ]
)

if hasIsal {
    package.targets.append(
        .systemLibrary(name: "CIsal", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]))
}
if hasLibdeflate {
    package.targets.append(
        .systemLibrary(name: "CLibdeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]))
}

// WSE_TESTS_OF=ContentCodings builds only the tests of that module. To build the tests of all modules takes minutes.
let testedRoom = Context.environment["WSE_TESTS_OF"]

if !isEmbedded {
    package.targets.append(
        .systemLibrary(name: "CExpat", path: "Tests/CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]))
    package.targets.append(
        .target(
            name: "TestSupport", dependencies: ["Bytes"], path: "Tests/Support", exclude: ["timed.sh", "random.h"],
            swiftSettings: common))
    package.targets += [
        tests(of: "Bytes"),
        tests(of: "CodecKit"),
        tests(of: "ContentCodings", uses: ["Catalog", "CZlib"]),
        tests(of: "XMLText", uses: ["CExpat"]),
        tests(of: "BinaryXML", uses: ["CExpat"]),
        tests(of: "MTOM"),
        tests(of: "Charsets"),
        tests(of: "Framing"),
        tests(of: "Catalog"),
        tests(of: "WSEncoder"),
        tests(of: "WSEncoderKit", uses: ["WSEncoder"]),
    ].filter { tests in testedRoom.map { tests.name == $0 + "Tests" } ?? true }
}
