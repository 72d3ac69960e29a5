import Bytes
import Testing

@testable import XMLText

@Suite struct NameRulesTests {
    private static let start: [ClosedRange<UInt32>] = [
        0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
        0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
        0x10000...0xEFFFF,
    ]
    private static let other: [ClosedRange<UInt32>] = [0x2D...0x2E, 0x30...0x39, 0xB7...0xB7, 0x300...0x36F, 0x203F...0x2040]

    /// Whether a name may begin with a character, and whether it may go on with it.
    private func judge(_ value: UInt32) -> (begins: Bool, goesOn: Bool) {
        let begins = Self.start.contains { $0.contains(value) }
        return (begins, begins || Self.other.contains { $0.contains(value) })
    }

    private func isName(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe NameRules.isNCName(ByteText($0)) }
    }

    @Test func `every character is judged as productions 4 and 4a have it`() {
        for value in stride(from: UInt32(0), to: 0x11_0000, by: 1) {
            guard value < 0x3100 || value % 251 == 0 || value & 0xFFF0 == 0xFFF0 else { continue }
            guard let scalar = UnicodeScalar(value) else { continue }
            let (begins, goesOn) = judge(value)
            let bytes = Array(String(Character(scalar)).utf8)
            if isName(bytes) != begins || isName([0x61] + bytes) != goesOn || isName([0xC3, 0xA9] + bytes) != goesOn {
                Issue.record("\(value)")
            }
        }
    }

    @Test func `documents have the same names`() {
        let ends = (Self.start + Self.other).flatMap { [$0.lowerBound - 1, $0.lowerBound, $0.upperBound, $0.upperBound + 1] }
        for value in ends where value != 0x3A {
            guard let scalar = UnicodeScalar(value) else { continue }
            let (begins, goesOn) = judge(value)
            for way in Way.allCases {
                for padding in ["", String(repeating: " ", count: 64)] {
                    #expect(tokenize(Array("<\(scalar)\(padding)/>".utf8), way: way).isAccepted == begins, "\(value)")
                    #expect(tokenize(Array("<a\(scalar)\(padding)/>".utf8), way: way).isAccepted == goesOn, "\(value)")
                    #expect(tokenize(Array("<a \(scalar)=''\(padding)/>".utf8), way: way).isAccepted == begins, "\(value)")
                }
            }
        }
    }

    @Test func `names that are none`() {
        for bytes in [[], [0x3A], [0x61, 0x3A, 0x62], [0xC3], [0x61, 0xFF], [0xED, 0xA0, 0x80], [0x61, 0x20]] as [[UInt8]] {
            #expect(!isName(bytes))
        }
    }

    @Test func `a qualified name has one colon at most, between two names`() {
        let prefixes: [(StaticString, Int?)] = [
            ("a", 0), ("a:b", 1), ("prefix:local", 6), (":", nil), ("a:", nil), (":b", nil), ("a:b:c", nil), ("a::b", nil),
            ("a:1", nil), ("1:a", nil), ("", nil), ("\u{E9}:\u{E9}", 2), ("a b", nil),
        ]
        for (name, count) in prefixes { #expect(NameRules.prefixCount(ByteText(name)) == count, "\(name)") }
    }
}
