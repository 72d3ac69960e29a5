public import Bytes
public import CodecKit

extension CodecDescription {
    /// gzip (RFC 1952), at zlib's own default level. zlib writes a modification time of 0, so that equal messages give equal
    /// bytes.
    public static var gzip: CodecDescription {
        CodecDescription(
            name: "gzip", alias: "x-gzip", contentEncoding: "gzip", levels: .init(0, through: 9, standard: 6),
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(Deflater(.gzip, level: options.level)) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(GzipDecoder.make(options)) })
    }
}

/// Takes one gzip member or several in a row (RFC 1952, section 2.2), and nothing else after them.
public struct GzipDecoder: Codec, ~Copyable {
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
            let progress = try inflater.process(&input, into: &output, isLast: isLast)
            guard progress == .finished else { return progress }
            isBetweenMembers = true
        }
    }
}
