import Bytes
import CodecKit
import Testing

@testable import BinaryXML

/// What is exactly at a limit passes; one more is refused, with the limit.
@Suite struct LimitTests {
    private func expect(_ make: (Int) -> [UInt8], upTo count: Int, _ limits: XMLLimits = XMLLimits()) throws {
        let within = try decode(make(count), limits: limits)
        #expect(within.error == nil && isWellFormed(within.bytes))
        let beyond = try decode(make(count + 1), limits: limits)
        #expect(beyond.kind == .quotaExceeded)
        #expect(beyond.error?.limit == UInt64(count))
        // A listing has the same limits.
        let lister = try BinaryXMLFactories.dump(CodecOptions(xml: limits))
        #expect(drive(lister, make(count)).error == nil)
        let unlisted = drive(lister, make(count + 1))
        #expect(unlisted.kind == .quotaExceeded && unlisted.error?.limit == UInt64(count))
    }

    @Test func `depth`() throws {
        try expect(upTo: 128) { count in
            Array([[UInt8]](repeating: [0x40, 1, 0x65], count: count).joined()) + .init(repeating: 1, count: count)
        }
    }

    @Test func `attributes`() throws {
        try expect(upTo: 128) { count in
            .element(Array((0..<count).map { [0x04] + .string("a\($0)") + [0xA8] }.joined()))
        }
    }

    private func expect(upTo count: Int, _ make: (Int) -> [UInt8]) throws {
        try expect(make, upTo: count)
    }

    @Test func `namespace declarations`() throws {
        try expect(upTo: 128) { count in
            .element(Array((0..<count).map { [0x09] + .string("p\($0)") + .string("u") }.joined()))
        }
    }

    @Test func `names and namespaces`() throws {
        try expect(upTo: 16_384) { [0x40] + .string(String(repeating: "n", count: $0)) + [0x01] }
        try expect(upTo: 16_384) { count in
            [0x5E] + .string(String(repeating: "n", count: count - 2)) + [0x09] + .string("a") + .string("u") + [0x01]
        }
        try expect(upTo: 16_384) { .element([0x08] + .string(String(repeating: "u", count: $0))) }
    }

    @Test func `a namespace of a dictionary is as long as it is`() throws {
        var limits = XMLLimits()
        limits.maxAttributeValueLength = 0
        for length in [38, 39] {
            limits.maxNameLength = length
            // The namespace of SOAP, by itself and with a prefix.
            for declaration in [[0x0A, 4], [0x0B, 1, 0x73, 4]] as [[UInt8]] {
                let outcome = try decode(.element(declaration), limits: limits)
                #expect(outcome.kind == (length < 39 ? .quotaExceeded : nil))
            }
        }
    }

    @Test func `the value of an attribute`() throws {
        var limits = XMLLimits()
        limits.maxAttributeValueLength = 120
        let start: [UInt8] = [0x40, 1, 0x65, 0x04, 1, 0x61]
        try expect({ start + [0x98] + .string(String(repeating: "v", count: $0)) + [0x01] }, upTo: 120, limits)
        try expect(
            { count in
                start + [0xB6, UInt8(count * 2)] + Array([[UInt8]](repeating: [0x61, 0], count: count).joined()) + [0x01]
            }, upTo: 120, limits)
        try expect(
            { count in
                let last: [UInt8] = count % 2 == 0 ? [0x88, 10] : [0x80, 0x80]
                return start + [0xA4] + .init(repeating: 0x80, count: count / 2 - 1) + last + [0xA6, 1]
            }, upTo: 120, limits)
        let bytes = try decode(start + [0x9E, 91] + .init(repeating: 0, count: 91) + [0x01], limits: limits)
        #expect(bytes.kind == .quotaExceeded && bytes.error?.limit == 120)
    }

    @Test func `arrays`() throws {
        var limits = XMLLimits()
        limits.maxArrayLength = 100
        try expect(
            { count in
                .element([0x03, 0x40, 1, 0x69, 1, 0xB5] + .number(count) + .init(repeating: 1, count: count))
            }, upTo: 100, limits)
    }

    @Test func `many attributes are compared by name and namespace`() throws {
        var limits = XMLLimits()
        limits.maxAttributes = 4000
        limits.maxNamespaceDeclarations = 4000
        let names = (0..<3000).map { [0x05] + .string("p\($0)") + .string("a") + [0xA8] as [UInt8] }.joined()
        let declarations = (0..<3000).map { [0x09] + .string("p\($0)") + .string("u\($0)") as [UInt8] }.joined()
        #expect(try decode(.element(Array(names) + Array(declarations)), limits: limits).error == nil)
        let extra: [UInt8] = [0x05] + .string("q") + .string("a") + [0xA8] + [0x09] + .string("q") + .string("u77")
        let refused = try decode(.element(Array(names) + Array(declarations) + extra), limits: limits)
        #expect(refused.error?.reason.description == "an element has the same attribute twice")
    }
}
