import Bytes
import Testing

@testable import XMLText

/// What a word tells of the characters at its beginning is what `UTF8Character` finds byte by byte.
@Suite struct UTF8RunTests {
    private func word(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The length of the character at the front, as `UTF8Run` counts: 0 for what it leaves to others.
    private func length(_ bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBufferPointer {
            let (scalar, length) = unsafe UTF8Character.decode(ByteText($0))
            return length > 1 && UTF8Character.isXMLCharacter(scalar) ? length : 0
        }
    }

    private func end(_ bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBufferPointer { unsafe UTF8Run.end(ByteText($0), from: 0) }
    }

    @Test func `every beginning of three bytes is judged alike`() {
        var wrong = 0
        for first in UInt8(0)...255 {
            for second in UInt8(0)...255 {
                for third in [0x00, 0x41, 0x7F, 0x80, 0x9F, 0xA0, 0xBD, 0xBE, 0xBF, 0xC0, 0xFF] as [UInt8] {
                    for fourth in [0x20, 0x7F, 0x80, 0xBF, 0xC0] as [UInt8] {
                        let bytes = [first, second, third, fourth]
                        let four = UInt32(truncatingIfNeeded: word(bytes))
                        if UTF8Run.length(four) != length(bytes) { wrong += 1 }
                    }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test func `every character is decoded, and counted in units of UTF-16`() {
        var wrong = 0
        for value in stride(from: UInt32(0), to: 0x11_0000, by: 1) {
            guard value < 0x3100 || value % 61 == 0 || value & 0xFFF0 == 0xFFF0, let scalar = UnicodeScalar(value) else {
                continue
            }
            let text = String(Character(scalar))
            let padded = Array((text + "abc").utf8)
            if UTF8Run.decode(UInt32(truncatingIfNeeded: word(padded))) != (value, text.utf8.count) { wrong += 1 }
            for padding in ["", "abcdef\u{E9}", "\u{20AC}\u{1F600}abcdefghij"] {
                let whole = padding + text + padding
                let count = unsafe Array(whole.utf8).withUnsafeBufferPointer { unsafe UTF8Run.unitCount(ByteText($0)) }
                if count != whole.utf16.count { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    @Test func `four characters of two bytes are told from all else`() {
        let two = Array("\u{416}\u{80}\u{7FF}\u{3B1}".utf8)
        #expect(UTF8Run.isPairs(word(two)))
        let units = "\u{416}\u{80}\u{7FF}\u{3B1}".utf16.reversed().reduce(0) { $0 << 16 | UInt64($1) }
        #expect(UTF8Run.units(ofPairs: word(two)) == units && UTF8Run.pairs(units) == word(two))
        for place in 0..<8 {
            for byte in UInt8(0)...255 {
                var other = two
                other[place] = byte
                let expected = place % 2 == 0 ? byte >= 0xC2 && byte < 0xE0 : byte & 0xC0 == 0x80
                #expect(UTF8Run.isPairs(word(other)) == expected)
            }
        }
        for lane in 0..<4 {
            for unit in [0, 0x7F, 0x80, 0xFF, 0x100, 0x7FF, 0x800, 0xFFF, 0xD800, 0xFFFF] as [UInt64] {
                let other = units & ~(0xFFFF << (16 * UInt64(lane))) | unit << (16 * UInt64(lane))
                #expect((UTF8Run.pairs(other) != nil) == (unit >= 0x80 && unit < 0x800))
            }
        }
    }

    @Test func `a run ends before ASCII other than single blanks, and before malformed bytes`() {
        let runs = ["\u{416}", "\u{20AC}", "\u{1F600}", "\u{416}\u{437}\u{20AC}\u{E9}\u{416}\u{437}\u{20AC}\u{E9}"]
        for run in runs {
            let bytes = Array((run + run + run).utf8)
            for stop in ["", "<", "a\u{E9}bcdefgh", "&\u{E9}\u{E9}\u{E9}\u{E9}", " a\u{E9}\u{E9}\u{E9}\u{E9}", "\u{1}abcdefgh"]
            {
                #expect(end(bytes + stop.utf8) == bytes.count)
            }
            for wrong in [[0xFF], [0xC1, 0xBF], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBE], [0xE2, 0x82]] as [[UInt8]] {
                #expect(end(bytes + wrong) == bytes.count && end(bytes + wrong + "abcdefgh".utf8) == bytes.count)
            }
            #expect(end(Array("\(run) \(run)".utf8) + "<abcdefgh".utf8) == 2 * run.utf8.count + 1)
            #expect(end(Array("\(run)  \(run)".utf8) + "<abcdefgh".utf8) == run.utf8.count)
        }
    }
}
