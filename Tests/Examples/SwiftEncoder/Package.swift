// swift-tools-version: 6.2
import PackageDescription

// A plug-in: a shared library with codecs. It is not linked with libwsencoder, which it finds in the process that loads it. It
// needs the Swift runtime, and looks for it where the toolchain that has built it has its own. For other machines, install the
// runtime there and link with `-Xlinker -rpath -Xlinker FOLDER`, or build with `-Xswiftc -static-stdlib`, which puts the
// runtime into the plug-in: 20 MB with Foundation.
let package = Package(
    name: "swift-encoder",
    products: [.library(name: "base64url", type: .dynamic, targets: ["Base64URL"])],
    dependencies: [.package(name: "wsencoder", path: "../../..")],
    targets: [
        .target(name: "Base64URL", dependencies: [.product(name: "WSEncoderKit", package: "wsencoder")])
    ]
)
