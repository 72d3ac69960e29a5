public import CodecKit

/// Makes the codecs of this room, which nobody outside needs to know by their types.
public enum MTOMFactories {
    public static var decoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(MTOMDecoder(options)) }
    }

    public static var encoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(MTOMEncoder(options)) }
    }

    public static var dump: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(MTOMDump(options)) }
    }
}
