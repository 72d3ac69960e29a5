import Bytes
import Testing
import XMLText

@Suite struct TextWriterTests {
    private func write(room: Int = 100, _ body: (inout TextWriter) -> Void) -> String {
        var memory = [UInt8](repeating: 0xEE, count: room + 32)
        let count = unsafe memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return 0 }
            var writer = unsafe TextWriter(base, count: room)
            body(&writer)
            return unsafe writer.next - base
        }
        #expect(memory.suffix(32).allSatisfy { $0 == 0xEE })
        return String(decoding: memory.prefix(count), as: UTF8.self)
    }

    @Test func `numbers`() {
        #expect(write { $0.append(decimal: UInt64.max) } == "18446744073709551615")
        #expect(write { $0.append(decimal: Int64.min) } == "-9223372036854775808")
        #expect(write { $0.append(decimal: Int64(0)) } == "0")
        #expect(write { $0.append(decimal: 42, digits: 4) } == "0042")
        #expect(write { $0.append(decimal: 7, digits: 1) } == "7")
        #expect(write { $0.append(hexadecimal: 0xABCDEF, digits: 8) } == "00abcdef")
    }

    @Test func `numbers of every length`() {
        var number: UInt64 = 1
        for _ in 0..<19 {
            for near in [number &- 1, number, number &+ 1] { #expect(write { $0.append(decimal: near) } == String(near)) }
            number *= 10
        }
        #expect(write { $0.append(decimal: number) } == String(number))
        #expect(write(room: 4) { $0.append(decimal: 12_345 as UInt64) } == "")
    }

    @Test func `texts of every length are copied`() {
        let text = "the quick brown fox jumps over the lazy dog, again and again"
        for count in 0...text.utf8.count {
            let part = Array(text.utf8.prefix(count))
            let exact = write { writer in unsafe part.withUnsafeBufferPointer { unsafe writer.append(ByteText($0)) } }
            #expect(exact == String(text.prefix(count)))
            let padded = part + [UInt8](repeating: 0, count: TextWriter.stride)
            let result = write { writer in
                unsafe padded.withUnsafeBufferPointer { padded in
                    unsafe writer.append(padded: ByteText(UnsafeBufferPointer(rebasing: padded[..<count])))
                }
            }
            #expect(result == String(text.prefix(count)))
        }
    }

    @Test func `nothing is written past the end`() {
        for room in 0...20 {
            let text = write(room: room) { writer in
                writer.append(word: 0x6161_6161_6161_6161)
                writer.append(word32: 0x6262_6262)
                writer.append("a constant")
                for _ in 0..<30 { writer.append(0x63) }
            }
            #expect(text.utf8.count == room)
        }
    }
}
