public import Bytes
public import CodecKit

extension CodecDescription {
    /// gzip, at zlib's own default level.
    public static var gzip: CodecDescription {
        CodecDescription(
            name: "gzip", alias: "x-gzip", contentEncoding: "gzip", levels: .init(0, through: 9, standard: 6),
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(GzipEncoder.self, options) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(GzipDecoder.self, options) })
    }
}

/// The gzip coding (RFC 1952). zlib writes a modification time of 0, so that equal messages give equal bytes.
public struct GzipEncoder: StandaloneCodec, ~Copyable {
    private var deflater: Deflater

    public static func make(_ options: CodecOptions) throws(CodecError) -> GzipEncoder {
        GzipEncoder(deflater: try Deflater(.gzip, level: options.level))
    }

    public mutating func begin() throws(CodecError) {
        deflater.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try deflater.process(&input, into: &output, isLast: isLast)
    }
}

/// Takes one gzip member or several in a row (RFC 1952, section 2.2), and nothing else after them.
public struct GzipDecoder: StandaloneCodec, ~Copyable {
    private var inflater: Inflater
    private var isBetweenMembers = false

    public static func make(_ options: CodecOptions) throws(CodecError) -> GzipDecoder {
        GzipDecoder(inflater: try Inflater(.gzip))
    }

    public mutating func begin() throws(CodecError) {
        inflater.begin()
        isBetweenMembers = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            if isBetweenMembers {
                guard let first = input.first else { return isLast ? .finished : .mayEnd }
                if output.isFull { return .outputFull }
                guard first == 0x1F else { throw .invalidFormat("what follows the stream is not another gzip member") }
                inflater.begin()
                isBetweenMembers = false
            }
            let progress = try inflater.process(&input, into: &output)
            guard progress == .finished else { return progress }
            isBetweenMembers = true
        }
    }
}
