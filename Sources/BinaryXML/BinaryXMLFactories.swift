public import CodecKit

/// Makes the codecs of this module. A codec's memory is freed only if it is made like this, in its own module.
public enum BinaryXMLFactories {
    public static var decoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(BinaryXMLDecoder(options, hasSession: false)) }
    }

    public static var sessionDecoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(BinaryXMLDecoder(options, hasSession: true)) }
    }

    public static var encoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(BinaryXMLEncoder(options, hasSession: false)) }
    }

    public static var sessionEncoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(BinaryXMLEncoder(options, hasSession: true)) }
    }

    public static var dump: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(RecordDump(options, hasSession: false)) }
    }

    public static var sessionDump: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(RecordDump(options, hasSession: true)) }
    }
}
