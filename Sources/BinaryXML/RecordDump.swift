public import Bytes
public import CodecKit

/// Lists the records of a message in binary XML, a line each: where it begins, in hexadecimal, its name in [MC-NBFX], and what
/// it holds. It is what one wants when a peer misbehaves, so that it takes whatever has the structure of records.
public struct RecordDump: Codec, ~Copyable {
    private var stream: RecordStream<RecordLister>
    /// What stopped the listing; told once all the lines before it are out.
    private var failure: CodecError?

    public static func make(_ options: CodecOptions) throws(CodecError) -> RecordDump {
        RecordDump(stream: RecordStream(RecordLister(options.xml, isSession: false)))
    }

    /// For messages of a session, whose string tables are listed, too.
    fileprivate static func make(session options: CodecOptions) throws(CodecError) -> RecordDump {
        RecordDump(stream: RecordStream(RecordLister(options.xml, isSession: true)))
    }

    public mutating func begin() throws(CodecError) {
        failure = nil
        try stream.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
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

/// The same for messages of a session: their string tables come first.
public struct RecordSessionDump: Codec, ~Copyable {
    private var dump: RecordDump

    public static func make(_ options: CodecOptions) throws(CodecError) -> RecordSessionDump {
        RecordSessionDump(dump: try RecordDump.make(session: options))
    }

    public mutating func begin() throws(CodecError) {
        try dump.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try dump.process(&input, into: &output, isLast: isLast)
    }
}
