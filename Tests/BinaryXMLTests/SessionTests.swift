import Bytes
import CodecKit
import Testing

@testable import BinaryXML

/// Messages of a session ([MC-NBFSE]), each with the strings that it brings.
@Suite struct SessionTests {
    private static func message(_ strings: [String], _ records: [UInt8]) -> [UInt8] {
        let table = Array(strings.map { [UInt8].string($0) }.joined())
        return .number(table.count) + table + records
    }

    @Test func `strings count from the message that brings them on`() throws {
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions())
        #expect(drive(codec, Self.message(["order", "a b"], [0x42, 1, 0xAB, 3])).text == "<order>a b</order>")
        #expect(drive(codec, Self.message([], [0x42, 1, 0x01])).text == "<order/>")
        #expect(drive(codec, Self.message(["", "item"], [0x42, 7, 0xAB, 5])).text == "<item></item>")
        #expect(drive(codec, Self.message(["late"], [0x42, 9, 0x01]), feed: 1, room: 1).text == "<late/>")
    }

    @Test func `a message that is abandoned ends the session`() throws {
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions())
        #expect(drive(codec, Self.message(["order"], [0x42, 1, 0x01])).text == "<order/>")
        #expect(drive(codec, Self.message([], [0x42, 3, 0x01])).kind == .invalidFormat)
        for _ in 0..<3 { #expect(drive(codec, Self.message(["late"], [0x42, 1, 0x01])).kind == .outOfStep) }
    }

    @Test func `a comment is held to its limit exactly`() throws {
        var limits = XMLLimits()
        limits.maxAttributeValueLength = 3
        for count in 2...4 {
            let codec = try BinaryXMLFactories.decoder(CodecOptions(xml: limits))
            let comment = [0x02, UInt8(count)] + [UInt8](repeating: 0x63, count: count)
            let outcome = drive(codec, [0x40, 1, 0x61] + comment + [0x01])
            #expect(outcome.kind == (count > 3 ? .quotaExceeded : nil))
        }
    }

    @Test func `a session without memory of messages keeps static strings`() throws {
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions())
        #expect(drive(codec, [0, 0x42, 0x0E, 0x01]).text == "<Body/>")
        #expect(drive(codec, [0x80, 0x00, 0x42, 0x0E, 0x01]).text == "<Body/>")
    }

    static let broken: [[UInt8]] = [
        [5, 9, 0x61, 0x62, 0x63, 0x64], [2, 1, 0xFF], [3, 1, 0x61, 0x80], [2, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x81, 0x10] + [UInt8](repeating: 0, count: 4),
    ]

    @Test(arguments: broken) func `a table that fails is refused`(bytes: [UInt8]) throws {
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions())
        let failed = drive(codec, bytes)
        #expect(failed.kind == .invalidFormat || failed.kind == .quotaExceeded)
        for _ in 0..<3 { #expect(drive(codec, [0, 0x42, 0x0E, 0x01]).kind == .outOfStep) }
    }

    @Test func `the strings of a message that was neither committed nor abandoned do not count`() throws {
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions())
        #expect(drive(codec, Self.message(["order"], [0x42, 1, 0x01])).text == "<order/>")
        let message = Self.message(["late"], [0x42, 3, 0x01])
        for count in 0...message.count {
            try codec.begin()
            try unsafe Array(message.prefix(count)).withUnsafeBytes { bytes in
                var input = unsafe InputCursor(RawSpan(_unsafeBytes: bytes))
                let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
                defer { unsafe memory.deallocate() }
                var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
                _ = try codec.process(&input, into: &output, isLast: false)
            }
        }
        #expect(drive(codec, Self.message(["item"], [0x42, 3, 0x01])).text == "<item/>")
        #expect(drive(codec, Self.message([], [0x42, 1, 0x01])).text == "<order/>")
    }

    @Test func `without room for strings a session goes on after any message`() throws {
        var limits = XMLLimits()
        limits.maxSessionSize = 0
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions(xml: limits))
        #expect(drive(codec, Self.message(["order"], [0x42, 1, 0x01])).kind == .quotaExceeded)
        #expect(drive(codec, Self.message([], [0x42, 1, 0x01])).kind == .invalidFormat)
        #expect(drive(codec, Self.message([], [0x42, 0x0E, 0x01])).text == "<Body/>")
    }

    @Test func `the tables together are held to the limit, their lengths counted`() throws {
        var limits = XMLLimits()
        limits.maxSessionSize = 20
        let codec = try BinaryXMLFactories.sessionDecoder(CodecOptions(xml: limits))
        let ten = Self.message(["abcdefghi"], [0x42, 1, 0x01])
        #expect(drive(codec, ten).error == nil)
        #expect(drive(codec, ten).error == nil)
        let beyond = drive(codec, Self.message([""], [0x42, 1, 0x01]))
        #expect(beyond.kind == .quotaExceeded && beyond.error?.limit == 20)
    }
}
