// swift-tools-version: 6.2
import PackageDescription

// A plug-in: a shared library with codecs. It is not linked with libwsencoder, which it finds in the process that loads it.
let package = Package(
    name: "swift-encoder",
    products: [.library(name: "base64url", type: .dynamic, targets: ["Base64URL"])],
    dependencies: [.package(name: "wsencoder", path: "../../..")],
    targets: [
        .target(name: "Base64URL", dependencies: [.product(name: "WSEncoderKit", package: "wsencoder")])
    ]
)
