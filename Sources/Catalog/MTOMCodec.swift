internal import CodecKit
internal import MTOM

// Packages of XML and binary parts, as WCF sends them over HTTP.
extension CodecDescription {
    static var mtom: CodecDescription {
        CodecDescription(
            name: "mtom", labels: .own, xml: .package, makeEncoder: MTOMFactories.encoder, makeDecoder: MTOMFactories.decoder,
            makeDump: MTOMFactories.dump)
    }
}
