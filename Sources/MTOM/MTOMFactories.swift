public import CodecKit

/// Makes the codec of this room, which nobody outside needs to know by its types.
public enum MTOMFactories {
    public static var encoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(MTOMEncoder(options)) }
    }
}
