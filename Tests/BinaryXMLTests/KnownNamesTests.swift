import Bytes
import CodecKit
import TestSupport
import Testing
import XMLText

@testable import BinaryXML

@Suite struct KnownNamesTests {
    /// Calls `body` with a text of these bytes, after which others can be read.
    private func withText<Result>(_ bytes: [UInt8], _ body: (ByteText) throws -> Result) rethrows -> Result {
        let padded = bytes + [UInt8](repeating: 0x2A, count: 64)
        return try unsafe padded.withUnsafeBufferPointer {
            try unsafe body(ByteText(start: $0.baseAddress!, count: bytes.count))
        }
    }

    /// Remembers the name of an element without a prefix.
    private func remember(_ names: inout KnownNames, _ text: [UInt8]) {
        withText([0x40, UInt8(text.count)] + text) { record in
            withText(text) { text in
                let local = unsafe PaddedText(text.baseAddress, count: text.count)
                names.remember(record, text, ShortName(ShortPrefix(), local), epoch: 0)
            }
        }
    }

    private func begins(_ name: KnownName, _ bytes: [UInt8]) -> Bool { withText(bytes) { name.begins($0) } }

    @Test func `nothing begins like a slot that is free`() throws {
        let names = try KnownNames()
        #expect(!begins(names.expected, [UInt8](repeating: 0, count: KnownName.maxCount)))
    }

    @Test(arguments: 3...KnownName.maxCount)
    func `a record begins like one that is the same as far as its name goes`(count: Int) throws {
        var names = try KnownNames()
        let text = (0..<count - 2).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let record = [0x40, UInt8(text.count)] + text
        // What comes twice is expected a third time.
        for _ in 0..<2 { remember(&names, text) }
        let name = names.expected
        #expect(name.recordCount == count && name.count == text.count && name.prefixCount == 0)
        for after: UInt8 in [0, 1, 0xFF] {
            var bytes = record + [UInt8](repeating: after, count: KnownName.maxCount - count)
            #expect(begins(name, bytes))
            for index in 0..<count {
                bytes[index] ^= 0x20
                #expect(!begins(name, bytes), "\(index)")
                bytes[index] ^= 0x20
            }
        }
        var written = [UInt8](repeating: 0, count: 2 * KnownName.maxCount)
        unsafe written.withUnsafeMutableBufferPointer {
            unsafe name.write(to: $0.baseAddress!, and: $0.baseAddress! + KnownName.maxCount)
        }
        let padded = text + [UInt8](repeating: 0, count: KnownName.maxCount - text.count)
        #expect(written == padded + padded)
    }

    @Test func `names that are longer are not remembered`() throws {
        var names = try KnownNames()
        let text = [UInt8](repeating: UInt8(ascii: "n"), count: KnownName.maxCount - 1)
        for _ in 0..<2 { remember(&names, text) }
        #expect(names.expected.recordCount == 0)
    }

    @Test func `the name that came after another is expected after it`() throws {
        var names = try KnownNames()
        let texts = ["a", "b", "c"].map { Array($0.utf8) }
        for text in texts + texts { remember(&names, text) }
        for text in texts + texts {
            #expect(begins(names.expected, [0x40, 1] + text + [UInt8](repeating: 0, count: 29)))
            names.advance()
        }
    }
}
