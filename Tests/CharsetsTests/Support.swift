import Bytes
import CodecKit
import Testing

@testable import Charsets

/// How a message is cut up: the sizes of what is fed and of the room that is offered, from first to last and then over again.
struct Cut: CustomStringConvertible {
    var feeds = [Int.max]
    var rooms = [1 << 16]
    /// Whether the end of the message is told by a call without input, and not with the last of it.
    var endsSeparately = false

    var description: String { "feeds \(feeds.prefix(4)), rooms \(rooms.prefix(4))\(endsSeparately ? ", separate end" : "")" }
}

/// What became of a message: its bytes, or why and where it failed, or how the codec broke its contract.
enum Outcome: Equatable, CustomStringConvertible {
    case bytes([UInt8])
    case failed(String, Int)
    case broken(String)

    var description: String {
        switch self {
        case .bytes(let bytes): "\(bytes.prefix(100)) (\(bytes.count))"
        case .failed(let reason, let offset): "\(reason) (\(offset))"
        case .broken(let reason): "broken: \(reason)"
        }
    }

    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
}

enum Way: CaseIterable {
    case utf16, littleEndian, bigEndian

    func encoder() throws(CodecError) -> AnyCodec {
        try description.makeEncoder(CodecOptions())
    }

    func decoder() throws(CodecError) -> AnyCodec {
        try description.makeDecoder(CodecOptions())
    }

    private var description: CodecDescription {
        switch self {
        case .utf16: .utf16
        case .littleEndian: .utf16LittleEndian
        case .bigEndian: .utf16BigEndian
        }
    }
}

/// The type after the codec has replaced it; nil if it refuses it.
@discardableResult
func relabel(_ codec: borrowing AnyCodec, _ type: String) throws -> String? {
    var string = WideString()
    try unsafe Array(type.utf16).withUnsafeBufferPointer { try unsafe string.set(WideText($0)) }
    var isRefused = false
    do throws(ContentTypeRefusal) { try codec.relabel(&string, link: 0) } catch { isRefused = true }
    return isRefused ? nil : unsafe String(decoding: string.text.units, as: UTF16.self)
}

/// Encodes a message of this type.
func encode(_ way: Way, _ message: [UInt8], type: String = "", _ cut: Cut = Cut()) throws -> Outcome {
    let codec = try way.encoder()
    _ = try #require(try relabel(codec, type))
    try codec.begin()
    return run(codec, message, cut)
}

/// Decodes a message of this type; nil tells none.
func decode(_ way: Way, _ message: [UInt8], type: String? = nil, _ cut: Cut = Cut()) throws -> Outcome {
    let codec = try way.decoder()
    try codec.begin()
    if let type { _ = try #require(try relabel(codec, type)) }
    return run(codec, message, cut)
}

/// Passes a message that has begun through a codec, and holds the codec to its contract.
func run(_ codec: borrowing AnyCodec, _ message: [UInt8], _ cut: Cut = Cut()) -> Outcome {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { unsafe memory.deallocate() }
    var (taken, offered, calls) = (0, min(cut.feeds[0], message.count), 0)
    var isLast = offered == message.count && !cut.endsSeparately
    var bytes: [UInt8] = []
    do throws(CodecError) {
        while true {
            let room = min(cut.rooms[calls % cut.rooms.count], memory.count)
            calls += 1
            let piece = Array(message[taken..<offered])
            var input = unsafe InputCursor(piece.span.bytes)
            var output = unsafe OutputCursor(
                OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(rebasing: memory[..<room]), initializedCount: 0))
            let progress = try codec.process(&input, into: &output, isLast: isLast)
            taken += input.consumed
            unsafe bytes.append(contentsOf: memory[..<output.produced])
            switch progress {
            case .finished: return taken == message.count ? .bytes(bytes) : .broken("finishes before the end")
            case .outputFull: if !output.isFull { return .broken("has room") }
            case .needsInput, .mayEnd:
                if !input.isEmpty { return .broken("has input") }
                if isLast { return .broken("goes on after the end") }
                if offered == message.count { isLast = true }
                offered += min(cut.feeds[calls % cut.feeds.count], message.count - offered)
                if offered == message.count && !cut.endsSeparately { isLast = true }
            }
        }
    } catch let error {
        guard case .offset(let offset) = error.place else { return .failed(error.reason.description, -1) }
        return .failed(error.reason.description, Int(offset))
    }
}

/// Text in UTF-16, as Swift's own library has it.
func utf16(_ text: String, isBig: Bool = false, mark: Bool = true) -> [UInt8] {
    ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit in
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
        return isBig ? [high, low] : [low, high]
    }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}
