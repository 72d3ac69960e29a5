internal import BinaryXML
internal import CodecKit
internal import ContentCodings

// Binary XML as WCF sends it: a message for itself or in a session, as it is or compressed as a whole.
extension CodecDescription {
    static var binaryXML: CodecDescription {
        CodecDescription(
            name: "msbin1", contentEncoding: "", contentTypes: .soap(encodedAs: "application/soap+msbin1"), xml: .message,
            makeEncoder: BinaryXMLFactories.encoder, makeDecoder: BinaryXMLFactories.decoder,
            makeDump: BinaryXMLFactories.dump)
    }

    static var binaryXMLSession: CodecDescription {
        CodecDescription(
            name: "msbinsession1", contentEncoding: "", contentTypes: .soap(encodedAs: "application/soap+msbinsession1"),
            xml: .session, makeEncoder: BinaryXMLFactories.sessionEncoder,
            makeDecoder: BinaryXMLFactories.sessionDecoder, makeDump: BinaryXMLFactories.sessionDump)
    }

    static var binaryXMLGzip: CodecDescription {
        CodecDescription(
            name: "msbin1+gzip", contentEncoding: "", levels: gzip.levels,
            contentTypes: .soap(encodedAs: "application/soap+msbin1+gzip"),
            compression: .of(gzip, "application/soap+msbin1"), xml: .message,
            makeEncoder: { (options) throws(CodecError) in
                try compressing(BinaryXMLFactories.encoder, gzip.makeEncoder, options)
            },
            makeDecoder: { (options) throws(CodecError) in
                try decompressing(gzip.makeDecoder, BinaryXMLFactories.decoder, options)
            },
            makeDump: { (options) throws(CodecError) in
                try decompressing(gzip.makeDecoder, BinaryXMLFactories.dump, options)
            })
    }

    static var binaryXMLDeflate: CodecDescription {
        CodecDescription(
            name: "msbin1+deflate", contentEncoding: "", levels: gzip.levels,
            contentTypes: .soap(encodedAs: "application/soap+msbin1+deflate"),
            compression: .of(deflate, "application/soap+msbin1"), xml: .message,
            makeEncoder: { (options) throws(CodecError) in
                try compressing(BinaryXMLFactories.encoder, RawDeflate.makeEncoder, options)
            },
            makeDecoder: { (options) throws(CodecError) in
                try decompressing(RawDeflate.makeDecoder, BinaryXMLFactories.decoder, options)
            },
            makeDump: { (options) throws(CodecError) in
                try decompressing(RawDeflate.makeDecoder, BinaryXMLFactories.dump, options)
            })
    }

    static var binaryXMLSessionGzip: CodecDescription {
        CodecDescription(
            name: "msbinsession1+gzip", contentEncoding: "", levels: gzip.levels,
            contentTypes: .soap(encodedAs: "application/soap+msbinsession1+gzip"),
            compression: .of(gzip, "application/soap+msbinsession1"), xml: .session,
            makeEncoder: { (options) throws(CodecError) in
                try compressing(BinaryXMLFactories.sessionEncoder, gzip.makeEncoder, options)
            },
            makeDecoder: { (options) throws(CodecError) in
                try decompressing(gzip.makeDecoder, BinaryXMLFactories.sessionDecoder, options)
            },
            makeDump: { (options) throws(CodecError) in
                try decompressing(gzip.makeDecoder, BinaryXMLFactories.sessionDump, options)
            })
    }

    static var binaryXMLSessionDeflate: CodecDescription {
        CodecDescription(
            name: "msbinsession1+deflate", contentEncoding: "", levels: gzip.levels,
            contentTypes: .soap(encodedAs: "application/soap+msbinsession1+deflate"),
            compression: .of(deflate, "application/soap+msbinsession1"), xml: .session,
            makeEncoder: { (options) throws(CodecError) in
                try compressing(BinaryXMLFactories.sessionEncoder, RawDeflate.makeEncoder, options)
            },
            makeDecoder: { (options) throws(CodecError) in
                try decompressing(RawDeflate.makeDecoder, BinaryXMLFactories.sessionDecoder, options)
            },
            makeDump: { (options) throws(CodecError) in
                try decompressing(RawDeflate.makeDecoder, BinaryXMLFactories.sessionDump, options)
            })
    }
}

extension CodecDescription.ContentTypes {
    fileprivate static func soap(encodedAs encoded: StaticString) -> Self {
        Self(plain: "application/soap+xml", decoded: "application/soap+xml; charset=utf-8", encoded: encoded)
    }
}

extension CodecDescription.Compression {
    fileprivate static func of(_ coding: CodecDescription, _ type: StaticString) -> Self {
        Self(coding: coding.contentEncoding, alias: coding.alias, type: type)
    }
}

private func compressing(
    _ first: CodecDescription.Factory, _ second: CodecDescription.Factory, _ options: CodecOptions
) throws(CodecError) -> AnyCodec {
    try AnyCodec(pipeline(first, second, options))
}

/// `first` is the decoder of the compression, which not every message has.
private func decompressing(
    _ first: CodecDescription.Factory, _ second: CodecDescription.Factory, _ options: CodecOptions
) throws(CodecError) -> AnyCodec {
    try AnyCodec(CompressedDecoder(pipeline(first, second, options)))
}

/// Two codecs as one. What passes between them is limited to keep a bomb of records that say nothing in bounds; a message may
/// well be a little longer in binary than as text.
private func pipeline(
    _ first: CodecDescription.Factory, _ second: CodecDescription.Factory, _ options: CodecOptions
) throws(CodecError) -> Pipeline {
    let (double, overflow) = options.maxStageOutput.multipliedReportingOverflow(by: 2)
    let isLimited = options.maxStageOutput > 0 && !overflow
    var pipeline = Pipeline(maxStageOutput: isLimited ? double | 0xFFFF : 0)
    try pipeline.append(first(options))
    try pipeline.append(second(options))
    return pipeline
}
