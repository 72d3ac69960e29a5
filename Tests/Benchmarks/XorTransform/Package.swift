// swift-tools-version: 6.2
import PackageDescription

// A transform in Swift: an ordinary one or, with EMBEDDED=1, one in Embedded Swift.
let isEmbedded = Context.environment["EMBEDDED"] == "1"

let package = Package(
    name: "xor-transform",
    products: [.library(name: "xor", type: .dynamic, targets: ["Xor"])],
    dependencies: [.package(name: "wsencoder", path: "../../..", traits: isEmbedded ? ["Embedded"] : [])],
    targets: [
        .target(
            name: "Xor", dependencies: [.product(name: "WSEncoderKit", package: "wsencoder")],
            swiftSettings: isEmbedded ? [.enableExperimentalFeature("Embedded")] : [])
    ]
)
