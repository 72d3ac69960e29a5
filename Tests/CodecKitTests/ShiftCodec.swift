import Bytes
import CodecKit

/// A codec that labels its messages itself: it adds a number to each byte and tells the number in the content type, as the
/// parameter "shift". The first byte of an encoded message is the number, too, so that a decoder can do without the label.
///
/// It shows when a codec may be asked for the label: an encoder before `begin`, a decoder after it, or late, or never.
struct ShiftCodec: Codec, ~Copyable {
    enum Direction { case encoder, decoder }

    private let direction: Direction
    /// What an encoder adds.
    private let shift: UInt8
    /// What a decoder was told for this message.
    private var told: UInt8?
    /// What a decoder has read.
    private var read: UInt8?
    private var hasBegun = false

    init(_ direction: Direction, shift: UInt8 = 1) {
        self.direction = direction
        self.shift = shift
    }

    mutating func begin() throws(CodecError) {
        told = nil
        read = nil
        hasBegun = false
    }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        if type.isEmpty { return }
        guard let mediaType = MediaType(type.text), mediaType.isNamed("text/plain") else {
            throw .isNot(ByteText("text/plain"), or: nil)
        }
        switch (direction, mediaType.parameter(named: "shift")) {
        case (.encoder, nil):
            do throws(OutOfMemory) {
                try type.append(shift == 1 ? "; shift=1" : "; shift=2")
            } catch {
                throw .outOfMemory
            }
        case (.encoder, .some): throw .parameter("shift", "says that the message is shifted already")
        case (.decoder, nil): throw .lacks("shift")
        case (.decoder, let parameter?):
            guard let value: UInt8 = parameter.equals("1") ? 1 : parameter.equals("2") ? 2 : nil else {
                throw .parameter("shift", "is neither 1 nor 2")
            }
            if let read, read != value { throw .other("but the message has been decoded with another shift") }
            told = value
            do throws(OutOfMemory) {
                try type.replace(from: mediaType.nameEnd, to: type.count, by: "")
            } catch {
                throw .outOfMemory
            }
        }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if direction == .decoder && read == nil {
            guard let first = input.first else { return .needsInput }
            guard told == nil || told == first else { throw .invalidFormat("the message contradicts its label") }
            read = first
            input.skip(1)
        }
        if direction == .encoder && !hasBegun {
            if output.isFull { return .outputFull }
            Self.write(shift, &output)
            hasBegun = true
        }
        while let byte = input.first {
            if output.isFull { return .outputFull }
            Self.write(direction == .encoder ? byte &+ shift : byte &- (read ?? 0), &output)
            input.skip(1)
        }
        return direction == .encoder ? (isLast ? .finished : .needsInput) : .mayEnd
    }

    @_lifetime(output: copy output)
    private static func write(_ byte: UInt8, _ output: inout OutputCursor) {
        unsafe output.produce { room in
            unsafe room[0] = byte
            return 1
        }
    }
}
