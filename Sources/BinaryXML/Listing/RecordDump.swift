internal import Bytes
internal import CodecKit

/// Lists the records of a message in binary XML, one a line: where the record begins, in hexadecimal, its name in [MC-NBFX],
/// and what it holds. As it serves to find out what is wrong with a peer's messages, it accepts all that has the structure of
/// records.
struct RecordDump: Codec, ~Copyable {
    private var stream: RecordStream<RecordLister>
    private let hasSession: Bool
    /// What stopped the listing; thrown once all lines before it are out.
    private var failure: CodecError?

    /// A message of a session begins with its string table, which is listed, too.
    init(_ options: CodecOptions, hasSession: Bool) {
        self.hasSession = hasSession
        stream = RecordStream(RecordLister(options.xml, isSession: hasSession))
    }

    var inputFormat: MessageFormat? { hasSession ? .sessionXML : .binaryXML }

    mutating func begin() throws(CodecError) {
        failure = nil
        try stream.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    @_optimize(size)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if let failure { throw failure }
        let written = output.produced
        do throws(CodecError) {
            return try stream.process(&input, into: &output, isLast: isLast)
        } catch {
            guard output.produced > written else { throw error }
            failure = error
            return .outputFull
        }
    }
}
