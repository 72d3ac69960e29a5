import Bytes
import TestSupport
import Testing

@testable import BinaryXML

/// What is known from the first eight characters of a text is what `TypedText` finds out from all of them.
@Suite struct LeadingDigitsTests {
    /// A text that begins with a digit, and goes on with what numbers, dates, identifiers and base64 consist of.
    private static func text(_ generator: inout SeededGenerator) -> String {
        let alphabets = ["0123456789", "0123456789.", "0123456789-:TZ", "0123456789abcdef", "09AZaz+/", "0 5./:;?@pP\u{7F}"]
        let alphabet = Array(alphabets.randomElement(using: &generator) ?? "0")
        let count = Int.random(in: 0...27, using: &generator)
        let rest = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "0" }
        let padding = ["", "", "", "=", "==", "5"].randomElement(using: &generator) ?? ""
        return "\(Int.random(in: 0...9, using: &generator))" + String(rest) + padding
    }

    private static let examples = [
        "0", "1", "9", "00", "10", "007", "12345678", "123456789", "99999999", "127", "128", "32767", "32768", "1.5", "12.25",
        "1234.55", "12345.5", "2020-01-01", "2020-01-01T00:00:00", "2020-01-01T00:00:00Z",
        "33221100-5544-7766-8899-aabbccddeeff",
        "3322110a-5544-7766-8899-aabbccddeeff", "0AE=", "0AAA", "0AECAw==", "1a", "1/", "1:", "1\u{0}", "123\u{E9}",
    ]

    private func record(_ text: [UInt8]) -> [UInt8] {
        var room = [UInt8](repeating: 0xEE, count: text.count + 16)
        let count = unsafe text.withUnsafeBufferPointer { text in
            unsafe room.withUnsafeMutableBytes { unsafe TypedText.encode(ByteText(text), into: $0) }
        }
        return Array(room.prefix(count))
    }

    private func check(_ text: String) throws {
        let bytes = Array(text.utf8)
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let whole = unsafe ByteText(buffer)
            let digits = LeadingDigits(whole)
            let expected = min(bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }.count, 8)
            #expect(digits.count == expected, "\(text)")
            #expect(digits.number == UInt64(text.prefix(expected)) ?? 0, "\(text)")
            if digits.count < bytes.count && !digits.mayBeginValue(whole) {
                #expect(record(bytes).isEmpty, "\(text) has a record")
            }
        }
        // The encoder, which goes by them, writes the record that `TypedText` makes, or characters.
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return }
        let typed = record(bytes)
        let value = typed.isEmpty ? [0x98, UInt8(bytes.count)] + bytes : typed
        let end = value + [value[0] + 1] + value.dropFirst()
        let message = Array("<e n=\"\(text)\">\(text)</e>".utf8)
        let encoded = encode(try encoder(options(typed: true)), message)
        #expect(encoded.reason == nil && encoded.bytes.suffix(end.count) == end[...], "\(text)")
    }

    @Test(arguments: examples) func `short texts are known by their first characters`(text: String) throws {
        try check(text)
    }

    @Test func `random ones, too`() throws {
        var generator = SeededGenerator(seed: 61)
        for _ in 0..<3_000 { try check(Self.text(&generator)) }
    }
}
