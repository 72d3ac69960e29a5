import CodecKit
import TestSupport
import Testing

@testable import BinaryXML

/// Values of every type. What they read as was compared with XmlBinaryReader of .NET Framework, whose source Mono carries; it
/// prints other digits of some binary fractions.
@Suite struct ValueTests {
    static let values: [(record: String, text: String)] = [
        ("80", "0"), ("82", "1"), ("84", "false"), ("86", "true"), ("A8", ""), ("88 80", "-128"), ("88 7F", "127"),
        ("8A 00 80", "-32768"), ("8A FF 7F", "32767"), ("8C 00 00 00 80", "-2147483648"), ("8C FF FF FF 7F", "2147483647"),
        ("8E 00 00 00 00 00 00 00 80", "-9223372036854775808"), ("8E FF FF FF FF FF FF FF 7F", "9223372036854775807"),
        ("B2 FF FF FF FF FF FF FF FF", "18446744073709551615"), ("B4 00", "false"), ("B4 01", "true"), ("B4 02", "true"),
        ("B4 FF", "true"), ("90 00 00 80 3F", "1"), ("90 CD CC CC 3D", "0.1"), ("90 00 00 00 80", "-0"),
        (
            "90 00 00 C0 7F",
            "NaN"
        ),
        ("90 00 00 80 7F", "INF"), ("90 00 00 80 FF", "-INF"), ("90 FF FF 7F 7F", "3.4028235E+38"), ("90 01 00 00 00", "1E-45"),
        ("90 80 96 18 4B", "1E+07"), ("90 40 42 0F 4A", "2347152"), ("90 FF 7F 47 46", "12767.999"),
        ("92 00 00 00 00 00 00 F8 3F", "1.5"), ("92 00 00 00 00 00 00 00 80", "-0"), ("92 9A 99 99 99 99 99 B9 3F", "0.1"),
        ("92 34 33 33 33 33 33 D3 3F", "0.30000000000000004"), ("92 01 00 00 00 00 00 00 00", "5E-324"),
        ("92 FF FF FF FF FF FF EF 7F", "1.7976931348623157E+308"), ("92 00 00 34 26 F5 6B 0C 43", "1E+15"),
        ("92 00 00 00 00 00 00 10 00", "2.2250738585072014E-308"), ("92 2D 43 1C EB E2 36 1A 3F", "0.0001"),
        ("92 F1 68 E3 88 B5 F8 E4 3E", "1E-05"), ("92 00 00 00 00 00 00 F0 7F", "INF"), ("92 00 00 00 00 00 00 F0 FF", "-INF"),
        ("92 00 00 00 00 00 00 F8 FF", "NaN"), ("92 00 00 00 00 00 00 40 43", "9007199254740992"),
        ("92 00 80 E0 37 79 C3 41 43", "1E+16"),
        ("94 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "0"),
        (
            "94 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00",
            "0.00"
        ),
        ("94 00 00 02 80 00 00 00 00 00 00 00 00 00 00 00 00", "0.00"),
        ("94 00 00 02 80 00 00 00 00 E2 04 00 00 00 00 00 00", "-12.50"),
        ("94 00 00 1C 00 01 00 00 00 00 00 00 00 00 00 00 00", "0.0000000018446744073709551616"),
        ("94 00 00 00 80 FF FF FF FF FF FF FF FF FF FF FF FF", "-79228162514264337593543950335"),
        ("96 00 00 00 00 00 00 00 00", "0001-01-01T00:00:00"), ("96 FF 3F 37 F4 75 28 CA 2B", "9999-12-31T23:59:59.9999999"),
        ("96 00 00 7C 8B 4D 8E D7 48", "2020-01-01T00:00:00Z"), ("96 00 40 DB 51 AA BC D7 08", "2020-02-29T00:00:00"),
        ("96 01 00 00 00 00 00 00 80", "0001-01-01T00:00:00.0000001+00:00"),
        (
            "96 FF FF FF FF FF FF FF BF",
            "0001-01-01T23:59:59.9999999+00:00"
        ),
        ("AE 00 00 00 00 00 00 00 00", "PT0S"), ("AE FF FF FF FF FF FF FF FF", "-PT0.0000001S"),
        ("AE 00 00 00 00 00 00 00 80", "-P10675199DT2H48M5.4775808S"), ("AE 00 C0 69 2A C9 00 00 00", "P1D"),
        ("AE 80 96 98 00 00 00 00 00", "PT1S"), ("AE 00 46 C3 23 00 00 00 00", "PT1M"), ("AE 00 68 C4 61 08 00 00 00", "PT1H"),
        ("AC 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF", "urn:uuid:33221100-5544-7766-8899-aabbccddeeff"),
        ("B0 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF", "33221100-5544-7766-8899-aabbccddeeff"),
        ("98 00", ""), ("98 02 68 69", "hi"), ("9A 02 00 68 69", "hi"), ("9C 02 00 00 00 68 69", "hi"),
        ("9E 00", ""), ("9E 01 00", "AA=="), ("9E 02 00 01", "AAE="), ("A0 03 00 00 01 02", "AAEC"),
        ("A2 04 00 00 00 FB FF FE 00", "+//+AA=="), ("AA 0E", "Body"), ("AA A2 01", ""), ("BC 12 0E", "s:Body"),
        ("B6 04 68 00 69 00", "hi"), ("B8 02 00 AC 20", "\u{20AC}"), ("BA 04 00 00 00 3D D8 00 DE", "\u{1F600}"),
        ("A4 A6", ""), ("A4 80 A6", "0"), ("A4 88 05 98 01 61 A8 86 A6", "5 a  true"),
    ]

    @Test(arguments: values.indices)
    func `a value becomes its text, in content, at the end and in attributes`(index: Int) throws {
        let (hex, expected) = Self.values[index]
        let record = [UInt8](hex: hex)
        let empty = "<e>\(expected)</e>"
        #expect(try text(.element(record)) == empty)
        #expect(try text([0x40, 1, 0x65, 0x04, 1, 0x61] + record + [0x01]) == "<e a=\"\(expected)\"/>")
        var ending = record
        if record[0] == 0xA4 { ending[record.count - 1] |= 1 } else { ending[0] |= 1 }
        #expect(try text([0x40, 1, 0x65] + ending) == empty)
    }

    @Test func `floating point reads back to the same value`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            let bits = generator.next()
            let double = Double(bitPattern: bits)
            guard double.isFinite else { continue }
            let bytes = [UInt8](number: bits)
            let printed = try text(.element([0x92] + bytes)).dropFirst(3).dropLast(4)
            #expect(Double(String(printed)) == double)
            #expect(digits(printed) == digits("\(double)"), "\(printed) for \(double)")
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            guard float.isFinite else { continue }
            let short = try text(.element([0x90] + bytes.prefix(4))).dropFirst(3).dropLast(4)
            #expect(Float(String(short)) == float)
            #expect(digits(short) == digits("\(float)"), "\(short) for \(float)")
        }
    }

    @Test func `amounts have the digits that they were written with`() throws {
        for hundredths in stride(from: 1, to: 7_000_000, by: 3_331).flatMap({ [$0, $0 / 100 * 100, $0 / 10 * 10] })
        where hundredths > 0 {
            let fraction = String(String(100 + hundredths % 100).dropFirst().reversed().drop { $0 == "0" }.reversed())
            let amount = "\(hundredths / 100)" + (fraction.isEmpty ? "" : "." + fraction)
            let double = try #require(Double(amount)), float = try #require(Float(amount))
            #expect(try text(.element([0x92] + [UInt8](number: double.bitPattern))) == "<e>\(amount)</e>")
            #expect(try text(.element([0x92] + [UInt8](number: (-double).bitPattern))) == "<e>-\(amount)</e>")
            #expect(try text(.element([0x90] + [UInt8](number: float.bitPattern))) == "<e>\(amount)</e>")
        }
        let large = 999_999_999_999.99
        #expect(try text(.element([0x92] + [UInt8](number: large.bitPattern))) == "<e>999999999999.99</e>")
        #expect(try text(.element([0x92] + [UInt8](number: large.nextUp.bitPattern))) == "<e>\(large.nextUp)</e>")
    }

    @Test func `UTF-16 becomes UTF-8 at each length of a character`() throws {
        for value in [0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF] as [UInt32] {
            let character = String(Character(try #require(UnicodeScalar(value))))
            for before in ["", "a", "abcd"] {
                let units = Array((before + character).utf16).flatMap { [UInt8](number: $0) }
                #expect(try text(.element([0xB6, UInt8(units.count)] + units)) == "<e>\(before)\(character)</e>", "\(value)")
            }
        }
    }

    /// The digits that count: Swift's own description has the fewest, too.
    private func digits(_ number: some StringProtocol) -> String {
        let significand = number.uppercased().prefix { $0 != "E" }.filter { $0.isNumber }
        let trimmed = String(significand.drop { $0 == "0" }.reversed().drop { $0 == "0" }.reversed())
        return trimmed
    }

    @Test func `every day of the calendar has its date`() throws {
        var day = 0
        for year in [1, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 9999] {
            let past = year - 1
            day = past * 365 + past / 4 - past / 100 + past / 400
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for dayOfMonth in 1...length {
                    let moment = try #require(DateTimeText(UInt64(day) * 864_000_000_000))
                    let expected = [year, month + 1, dayOfMonth].map { String($0) }
                    let padded = zip(expected, [4, 2, 2]).map { String(repeating: "0", count: $1 - $0.count) + $0 }
                    let bytes = [UInt8](number: moment.bits)
                    #expect(try text(.element([0x96] + bytes)) == "<e>\(padded.joined(separator: "-"))T00:00:00</e>")
                    day += 1
                }
            }
        }
    }
}
