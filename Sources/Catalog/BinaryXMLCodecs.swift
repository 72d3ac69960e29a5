internal import BinaryXML
internal import Bytes
internal import CodecKit
internal import ContentCodings

// Binary XML as WCF sends it: single messages or those of a session, uncompressed or each compressed as a whole.
extension CodecDescription {
    static var binaryXML: CodecDescription {
        CodecDescription(
            name: "msbin1", labels: .fixed(.soap(encodedAs: "application/soap+msbin1")), xml: .message,
            makeEncoder: BinaryXMLFactories.encoder, makeDecoder: BinaryXMLFactories.decoder,
            makeDump: BinaryXMLFactories.dump)
    }

    static var binaryXMLSession: CodecDescription {
        CodecDescription(
            name: "msbinsession1", labels: .fixed(.soap(encodedAs: "application/soap+msbinsession1")), xml: .session,
            makeEncoder: BinaryXMLFactories.sessionEncoder, makeDecoder: BinaryXMLFactories.sessionDecoder,
            makeDump: BinaryXMLFactories.sessionDump)
    }

    static var binaryXMLGzip: CodecDescription {
        CodecDescription(
            name: "msbin1+gzip", encodedType: "application/soap+msbin1+gzip", of: { .binaryXML }, in: { .gzip })
    }

    static var binaryXMLDeflate: CodecDescription {
        CodecDescription(
            name: "msbin1+deflate", encodedType: "application/soap+msbin1+deflate", of: { .binaryXML }, in: { .rawDeflate })
    }

    static var binaryXMLSessionGzip: CodecDescription {
        CodecDescription(
            name: "msbinsession1+gzip", encodedType: "application/soap+msbinsession1+gzip", of: { .binaryXMLSession },
            in: { .gzip })
    }

    static var binaryXMLSessionDeflate: CodecDescription {
        CodecDescription(
            name: "msbinsession1+deflate", encodedType: "application/soap+msbinsession1+deflate", of: { .binaryXMLSession },
            in: { .rawDeflate })
    }
}

extension CodecDescription.ContentTypes {
    fileprivate static func soap(encodedAs encoded: StaticString) -> Self {
        Self(
            plain: ByteText("application/soap+xml"), decoded: ByteText("application/soap+xml; charset=utf-8"),
            encoded: ByteText(encoded))
    }
}
