// swift-tools-version: 6.2
import PackageDescription

// A plug-in in Embedded Swift, which needs no Swift runtime: build it with -c release. Only its own function is exported, so that
// an ordinary Swift runtime in the same process stays apart from what is in the plug-in.
let package = Package(
    name: "embedded-encoder",
    products: [.library(name: "checked", type: .dynamic, targets: ["Checked"])],
    dependencies: [.package(name: "wsencoder", path: "../../..", traits: ["Embedded"])],
    targets: [
        .target(
            name: "Checked", dependencies: [.product(name: "WSEncoderKit", package: "wsencoder")],
            exclude: ["plugin.map"],
            swiftSettings: [.enableExperimentalFeature("Embedded")],
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/Checked/plugin.map"])
            ])
    ]
)
