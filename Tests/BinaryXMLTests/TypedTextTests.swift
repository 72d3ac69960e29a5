import Bytes
import TestSupport
import Testing
import XMLText

@testable import BinaryXML

/// Text that is written as a value reads back as the same text; all other stays text.
@Suite struct TypedTextTests {
    private func encode(_ text: String) -> [UInt8] { encode(Array(text.utf8)) }

    private func encode(_ bytes: [UInt8]) -> [UInt8] {
        var room = [UInt8](repeating: 0xEE, count: bytes.count + 16)
        let count = unsafe bytes.withUnsafeBufferPointer { text in
            unsafe room.withUnsafeMutableBytes { unsafe TypedText.encode(ByteText(text), into: $0) }
        }
        return Array(room.prefix(count))
    }

    static let values: [(text: String, type: UInt8)] = [
        ("0", 0x80), ("1", 0x82), ("true", 0x86), ("false", 0x84), ("2", 0x88), ("127", 0x88), ("-1", 0x88), ("-128", 0x88),
        ("128", 0x8A),
        ("-129", 0x8A), ("32767", 0x8A), ("32768", 0x8C), ("-32769", 0x8C), ("2147483647", 0x8C), ("2147483648", 0x8E),
        ("-2147483649", 0x8E), ("9223372036854775807", 0x8E), ("-9223372036854775808", 0x8E), ("9223372036854775808", 0xB2),
        ("18446744073709551615", 0xB2), ("18446744073709551616", 0x94), ("-9223372036854775809", 0x94), ("1.25", 0x90),
        ("-18446744073709551615", 0x94), ("-18446744073709551616", 0x94), ("-79228162514264337593543950335", 0x94),
        ("-0.5", 0x90), ("0.1", 0), ("12.5", 0x90), ("100.25", 0x90),
        ("1234.5", 0x90), ("-12345.75", 0x90), ("0.0009765625", 0x90), ("1234.567", 0x92), ("1024.0625", 0x92),
        ("16777217.5", 0x92), ("-INF", 0x90), ("123456789.25", 0x92), ("0.00012345678", 0x92),
        ("79228162514264337593543950335", 0x94), ("1234567890.12345678", 0x94),
        ("4503601774854144.5", 0x94),
        ("-123456789012345.67890", 0x94),
        ("2020-01-01T00:00:00Z", 0x96), ("2020-02-29T12:34:56.1234567", 0x96), ("0001-01-01T00:00:00", 0x96),
        ("9999-12-31T23:59:59.9999999Z", 0x96), ("P1DT2H3M4.5S", 0xAE), ("-P10675199DT2H48M5.4775808S", 0xAE), ("PT123456S", 0),
        ("PT23H59M", 0xAE), ("urn:uuid:33221100-5544-7766-8899-aabbccddeeff", 0xAC),
        ("33221100-5544-7766-8899-aabbccddeeff", 0xB0),
        ("AAECAw==", 0x9E), ("AAE=", 0x9E), ("QUJDREVGR0hJSktMTU5PUFFSU1RV", 0x9E),
    ]

    @Test(arguments: values.indices) func `a value is written as one if that is shorter, and reads back`(index: Int) throws {
        let (value, type) = Self.values[index]
        let record = encode(value)
        #expect(record.first ?? 0 == type)
        guard type != 0 else { return }
        #expect(record.count < value.utf8.count + 2)
        #expect(try text(.element(record)) == "<e>\(value)</e>")
    }

    /// WCF reads a record of single precision into a member of double precision by widening it, and one of double precision
    /// into a member of single precision by rounding it again.
    @Test(arguments: [
        "148.95", "76.54", "99.99", "3.14", "100.01", "-0.1", "-273.15", "1000.01", "0.07", "1E-05", "1E+10", "1E+15",
        "1.5E+15",
        "1.2345E-07", "1E30", "1.5E+07", "0.6822871999174", "0.5000019967556",
    ])
    func `a number that readers of some type would get another value of stays text`(number: String) {
        #expect(encode(number).isEmpty)
    }

    @Test func `a record of a number is its value in each precision`() throws {
        var generator = SeededGenerator(seed: 6)
        var singles = 0, doubles = 0
        for _ in 0..<20_000 {
            let limit = UInt64(9_999_999_999_999) >> UInt64.random(in: 0...40, using: &generator)
            let digits = UInt64.random(in: 1...limit, using: &generator)
            let places = Int.random(in: 1...9, using: &generator)
            let all = String(repeating: "0", count: max(0, places + 1 - "\(digits)".count)) + "\(digits)"
            let number = "\(all.dropLast(places)).\(all.suffix(places))"
            let record = encode(number)
            let double = try #require(Double(number)), float = try #require(Float(number))
            switch record.first {
            case 0x90:
                singles += 1
                let value = Float(bitPattern: record[1...].reversed().reduce(0) { $0 << 8 | UInt32($1) })
                if value != float || Double(value) != double { Issue.record("\(number) as \(value)") }
            case 0x92:
                doubles += 1
                let value = Double(bitPattern: record[1...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
                if value != double || Float(value) != float { Issue.record("\(number) as \(value)") }
            default: break
            }
        }
        #expect(singles > 100 && doubles > 1000)
    }

    @Test(arguments: [
        "", " ", "a", "word", "Customer", "ordinary words of text", "00", "01", "-0", "+1", "1.0", "1.50", "0.10", "1.",
        ".5", "-", "--1",
        "1e5", "1E5", "1E+5", "NaN", "INF", "True", "TRUE", "truer", "2020-02-30T00:00:00Z", "2021-02-29T00:00:00Z",
        "2020-13-01T00:00:00",
        "2020-01-01T24:00:00", "2020-01-01T00:00:00+01:00", "2020-01-01T00:00:00.10Z", "2020-01-01 00:00:00",
        "0000-01-01T00:00:00",
        "2020-01-01", "P1Y", "P1DT", "PT60S000", "P01DT1H1M", "urn:uuid:33221100-5544-7766-8899-AABBCCDDEEFF",
        "33221100-5544-7766-8899-aabbccddeefg", "33221100554477668899aabbccddeeffAAAA=", "AAEC", "AAF=", "AB==", "A===",
        "====", "AA=A",
        "AA AA===", "4.94065645841247E-324", "5E-324", "79228162514264337593543950336",
        "12345678901234567.12345678901234567", "P106751991167DT2H48M5S",
    ])
    func `what is no value in canonical form stays text`(value: String) {
        #expect(encode(value).isEmpty)
    }

    @Test func `random texts of the characters of values read back`() throws {
        var generator = SeededGenerator(seed: 5)
        let alphabets = [
            "0123456789", "0123456789.-", "0123456789.E+-", "PTDHMS0123456789.-", "ABab01+/=", "2019-T:Z.0",
        ].map { Array($0) }
        var typed = 0
        for _ in 0..<10_000 {
            let alphabet = alphabets[Int.random(in: 0..<alphabets.count, using: &generator)]
            let value = String(
                (0..<Int.random(in: 1...32, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                })
            let record = encode(value)
            guard !record.isEmpty else { continue }
            typed += 1
            guard record.count < value.utf8.count + 2, try text(.element(record)) == "<e>\(value)</e>" else {
                Issue.record("\(value)")
                continue
            }
        }
        #expect(typed > 1000)
    }

    @Test(
        arguments: [
            ("2024-02-29T23:59:59.1234567Z", 0x96), ("1900-12-31T10:00:00", 0x96),
            ("33221100-5544-7766-8899-aabbccddeeff", 0xB0),
        ] as [(String, UInt8)])
    func `with any other byte at any place, a moment or identifier reads back as the same text or is none`(
        text: String, type: UInt8
    ) {
        for place in text.utf8.indices {
            for byte in UInt8(0)...255 {
                var bytes = Array(text.utf8)
                bytes[text.utf8.distance(from: text.utf8.startIndex, to: place)] = byte
                let record = encode(bytes)
                guard record.first == type else { continue }
                let written = unsafe Array(record.dropFirst()).withUnsafeBufferPointer { value in
                    var room = [UInt8](repeating: 0, count: ValueText.maxCount)
                    let count = unsafe room.withUnsafeMutableBufferPointer { room in
                        guard let start = room.baseAddress else { return 0 }
                        var writer = unsafe TextWriter(start, count: room.count)
                        let isValue = unsafe ValueText.write(RecordType(rawValue: type), ByteText(value), into: &writer)
                        return isValue ? room.count - writer.room : 0
                    }
                    return Array(room.prefix(count))
                }
                #expect(written == bytes)
            }
        }
    }
}
