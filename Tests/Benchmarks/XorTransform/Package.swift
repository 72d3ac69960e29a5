// swift-tools-version: 6.2
import PackageDescription

// A transform in Swift: an ordinary one or, with --traits Embedded, one in Embedded Swift.
let package = Package(
    name: "xor-transform",
    products: [.library(name: "xor", type: .dynamic, targets: ["Xor"])],
    traits: ["Embedded"],
    dependencies: [
        .package(name: "wsencoder", path: "../../..", traits: [.init(name: "Embedded", condition: .when(traits: ["Embedded"]))])
    ],
    targets: [
        .target(
            name: "Xor", dependencies: [.product(name: "WSEncoderKit", package: "wsencoder")],
            swiftSettings: [.enableExperimentalFeature("Embedded", .when(traits: ["Embedded"]))])
    ]
)
