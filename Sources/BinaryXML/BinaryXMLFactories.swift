public import CodecKit

/// Makes the codecs of this room, which nobody outside needs to know by their types.
///
/// `@_optimize(size)`, here and elsewhere, is for what runs once for an instance or an error: its speed does not matter.
public enum BinaryXMLFactories {
    public static var decoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeDecoder(options, hasSession: false) }
    }

    public static var sessionDecoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeDecoder(options, hasSession: true) }
    }

    public static var encoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeEncoder(options, hasSession: false) }
    }

    public static var sessionEncoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeEncoder(options, hasSession: true) }
    }

    public static var dump: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeDump(options, hasSession: false) }
    }

    public static var sessionDump: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeDump(options, hasSession: true) }
    }

    // Not inlined, since each of them moves a large codec, and two functions would have a copy of it.

    @inline(never)
    @_optimize(size)
    private static func makeDecoder(_ options: CodecOptions, hasSession: Bool) throws(CodecError) -> AnyCodec {
        try AnyCodec(BinaryXMLDecoder(options, hasSession: hasSession))
    }

    @inline(never)
    @_optimize(size)
    private static func makeEncoder(_ options: CodecOptions, hasSession: Bool) throws(CodecError) -> AnyCodec {
        try AnyCodec(BinaryXMLEncoder(options, hasSession: hasSession))
    }

    @inline(never)
    @_optimize(size)
    private static func makeDump(_ options: CodecOptions, hasSession: Bool) throws(CodecError) -> AnyCodec {
        try AnyCodec(RecordDump(options, hasSession: hasSession))
    }
}
