public import CodecKit

/// Makes the codecs of this room, which nobody outside needs to know by their types.
public enum MTOMFactories {
    public static var decoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeDecoder(options, lists: false) }
    }

    public static var encoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(MTOMEncoder(options)) }
    }

    public static var dump: CodecDescription.Factory {
        { (options) throws(CodecError) in try makeDecoder(options, lists: true) }
    }

    // Not inlined: the functions of a codec of either kind stand once in the library.
    @inline(never)
    private static func makeDecoder(_ options: CodecOptions, lists: Bool) throws(CodecError) -> AnyCodec {
        try AnyCodec(MTOMDecoder(options, lists: lists))
    }
}
