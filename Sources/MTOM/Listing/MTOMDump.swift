internal import Bytes
internal import CodecKit

/// Lists the parts of a package.
struct MTOMDump: Codec, ~Copyable {
    private var decoder: MTOMDecoder
    /// What stopped the listing; thrown once all lines before it are out.
    private var failure: CodecError?

    init(_ options: CodecOptions) throws(CodecError) {
        decoder = try MTOMDecoder(options, lists: true)
    }

    var inputFormat: MessageFormat? { .mime }

    mutating func begin() throws(CodecError) {
        failure = nil
        try decoder.begin()
    }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        try decoder.relabel(&type, link: link)
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if let failure { throw failure }
        let written = output.produced
        do throws(CodecError) {
            return try decoder.process(&input, into: &output, isLast: isLast)
        } catch {
            guard output.produced > written else { throw error }
            failure = error
            return .outputFull
        }
    }
}
