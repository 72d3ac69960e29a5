internal import Bytes
internal import CodecKit

/// What decompresses deflated data (RFC 1951), without what stands around them.
protocol InflateEngine: ~Copyable {
    init() throws(CodecError)

    /// Begins new data, whatever became of those before.
    func begin()

    /// As of `Codec`. `.finished` at the end of the data, of which no byte too many is taken.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress
}

/// The engine for data with a checksum. It gives zlib's bytes for all that zlib accepts. Of what zlib refuses, ISA-L takes
/// blocks whose Huffman codes are incomplete: then the checksum has to tell whether the data are right.
#if WSE_ISAL
    typealias ChecksummedInflater = IsalInflater
#else
    typealias ChecksummedInflater = ZlibInflater
#endif
