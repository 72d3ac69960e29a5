import Bytes
import TestSupport
import Testing

@testable import XMLText

/// Base64 by vector code is what it is by plain code.
@Suite struct Base64Tests {
    private func encode(_ bytes: [UInt8], room: Int? = nil, _ write: (ByteText, inout TextWriter) -> Void) -> [UInt8] {
        let room = room ?? bytes.count / 3 * 4 + 4
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(room, 1))
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        defer {
            unsafe memory.deallocate()
            unsafe copy.deallocate()
        }
        _ = unsafe copy.update(fromContentsOf: bytes)
        guard let start = memory.baseAddress else { return [] }
        var writer = unsafe TextWriter(start, count: room)
        write(unsafe ByteText(start: copy.baseAddress, count: bytes.count), &writer)
        return unsafe Array(memory[..<(room - writer.room)])
    }

    /// The bytes and how many characters were taken.
    private func decode(_ text: [UInt8], room: Int, plain: Bool) -> (bytes: [UInt8], taken: Int) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        defer {
            unsafe memory.deallocate()
            unsafe copy.deallocate()
        }
        _ = unsafe copy.update(fromContentsOf: text)
        let whole = unsafe ByteText(start: copy.baseAddress, count: text.count)
        let taken = unsafe plain ? Base64.decodePlain(whole, from: 0, into: memory) : Base64.decode(whole, into: memory)
        return unsafe (Array(memory[..<(taken / 4 * 3)]), taken)
    }

    @Test func `vector code encodes and decodes as plain code does`() {
        var random = SeededGenerator(seed: 14)
        for count in Array(0...200) + [767, 768, 4095, 4096, 70_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = encode(bytes) { Base64.write($0, into: &$1) }
            #expect(text == encode(bytes) { Base64.writePlain($0, into: &$1) })
            let whole = Array(text.prefix(count / 3 * 4))
            for room in [whole.count / 4 * 3, whole.count / 4 * 3 + 40] {
                let decoded = decode(whole, room: room, plain: false)
                #expect(decoded.bytes == Array(bytes.prefix(count / 3 * 3)))
                #expect(decoded.taken == whole.count)
            }
            if count % 3 > 0, let last = Base64.last(text.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }) {
                #expect(last.count == count % 3)
                #expect(
                    bytes.suffix(count % 3).elementsEqual(
                        [UInt8(last.bytes & 0xFF), UInt8(last.bytes >> 8)].prefix(last.count)))
            }
        }
    }

    @Test func `every character that is not in the alphabet ends the text, wherever it stands`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let text = encode((0..<150).map { UInt8($0) }) { Base64.write($0, into: &$1) }
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                let taken = decode(changed, room: 200, plain: false).taken
                #expect(taken == (alphabet.contains(byte) ? 200 : place / 4 * 4), "\(byte) at \(place)")
            }
        }
    }

    @Test func `no more is written than there is room for`() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let text = encode(bytes) { Base64.write($0, into: &$1) }
        for room in 0...300 {
            let decoded = decode(text, room: room, plain: false)
            #expect(decoded.bytes == Array(bytes.prefix(room / 3 * 3)))
            #expect(decoded.taken == room / 3 * 4)
        }
    }

    @Test(
        arguments: [
            ("AAAA", nil), ("AA==", 1), ("AAA=", 2), ("AB==", nil), ("AAB=", nil), ("A===", nil), ("AA=A", nil),
            ("====", nil), ("/w==", 1), ("//8=", 2), ("//9=", nil), ("/x==", nil),
        ] as [(String, Int?)])
    func `padding ends a text only in canonical form`(characters: String, count: Int?) {
        let word = characters.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        #expect(Base64.last(word)?.count == count)
    }
}
