import Testing

@testable import Bytes
@testable import Framing

/// What a parser says about a stream, a line an event; an error ends it.
func events(
    in stream: [UInt8], of side: FrameSide, pieces: Int = .max, mode: FramingMode? = nil, limit: UInt64 = 0
) -> [String] {
    var parser = FrameParser(of: side, maxEnvelopeSize: limit)
    if let mode { parser.expect(mode) }
    var lines: [String] = []
    var payload: [UInt8] = []
    var start = 0
    do throws(FrameError) {
        repeat {
            let piece = Array(stream[start..<min(stream.count, start + min(pieces, stream.count))])
            start += piece.count
            var input = unsafe InputCursor(piece.span.bytes)
            while true {
                let event = try parser.next(&input)
                if case .none = event { break }
                if case .envelopeBytes(let count) = event {
                    let end = input.consumed
                    payload += piece[(end - count)..<end]
                    continue
                }
                if case .envelopeEnd = event { lines.append("bytes \(payload)") }
                if case .envelopeBegin = event { payload = [] }
                lines.append(line(event, unsafe Array(parser.text.buffer)))
            }
            let left = input.remaining
            #expect(left == 0)
        } while start < stream.count
        let offset = parser.offset
        #expect(offset == UInt64(stream.count))
    } catch {
        let fault = error.fault.map { " fault \($0)" } ?? ""
        lines.append("\(error.kind) at \(error.offset): \(error.reason)\(fault)")
    }
    return lines
}

private func line(_ event: FrameEvent, _ text: [UInt8]) -> String {
    let text = String(decoding: text, as: UTF8.self)
    return switch event {
    case .none: "none"
    case .version(let major, let minor): "version \(major).\(minor)"
    case .mode(let mode): "mode \(mode)"
    case .via: "via \(text)"
    case .knownEncoding(let encoding): "encoding \(encoding)"
    case .extensibleEncoding: "encoding \(text)"
    case .upgradeRequest: "upgrade \(text)"
    case .upgradeResponse: "upgrade response"
    case .preambleEnd: "preamble end"
    case .preambleAck: "ack"
    case .envelopeBegin(let size): "begin \(size.map { "\($0)" } ?? "unsized")"
    case .envelopeBytes(let count): "\(count) bytes"
    case .envelopeEnd: "envelope end"
    case .end: "end"
    case .fault: "fault \(text)"
    }
}

/// A record that has a text.
func record(_ type: RecordType, _ text: String) -> [UInt8] {
    [type.rawValue] + size(UInt32(text.utf8.count)) + Array(text.utf8)
}

/// A size as [MC-NMF] writes it.
func size(_ number: UInt32) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80)] + size(number >> 7)
}

/// Version 1.0, a mode, a via and an encoding.
func preamble(mode: UInt8 = 2, via: String = "net.tcp://localhost:8898/Demo", encoding: [UInt8] = [3, 8]) -> [UInt8] {
    [0, 1, 0, 1, mode] + record(.via, via) + encoding
}
