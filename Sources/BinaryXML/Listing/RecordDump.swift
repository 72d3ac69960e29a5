internal import Bytes
internal import CodecKit

/// Lists the records of a message in binary XML, a line each: where it begins, in hexadecimal, its name in [MC-NBFX], and what
/// it holds. It is what one wants when a peer misbehaves, so that it takes whatever has the structure of records.
struct RecordDump: Codec, ~Copyable {
    private var stream: RecordStream<RecordLister>
    private let hasSession: Bool
    /// What stopped the listing; told once all the lines before it are out.
    private var failure: CodecError?

    /// In front of a message of a session stands its string table, which is listed, too.
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
