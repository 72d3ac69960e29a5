import CodecKit
import Testing

@testable import BinaryXML

/// Every record, by hand: the bytes follow the fields that [MC-NBFX] section 2.2 gives for it.
@Suite struct RecordTests {
    static let documents: [(bytes: String, text: String)] = [
        ("40 01 65 01", "<e/>"),
        ("41 01 70 01 65 09 01 70 01 75 01", "<p:e xmlns:p=\"u\"/>"),
        ("41 00 01 65 01", "<e/>"),
        ("42 0E 01", "<Body/>"),
        ("43 01 70 0E 09 01 70 01 75 01", "<p:Body xmlns:p=\"u\"/>"),
        ("56 0E 0B 01 73 04 01", "<s:Body xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>"),
        ("5E 01 65 09 01 61 01 75 01", "<a:e xmlns:a=\"u\"/>"),
        ("77 01 65 09 01 7A 01 75 01", "<z:e xmlns:z=\"u\"/>"),
        ("40 01 65 04 01 61 98 01 76 01", "<e a=\"v\"/>"),
        ("40 01 65 05 01 70 01 61 98 01 76 09 01 70 01 75 01", "<e p:a=\"v\" xmlns:p=\"u\"/>"),
        ("40 01 65 06 00 86 01", "<e mustUnderstand=\"true\"/>"),
        ("40 01 65 07 01 70 00 82 09 01 70 01 75 01", "<e p:mustUnderstand=\"1\" xmlns:p=\"u\"/>"),
        ("40 01 65 0C 00 80 09 01 61 01 75 01", "<e a:mustUnderstand=\"0\" xmlns:a=\"u\"/>"),
        ("40 01 65 25 00 80 09 01 7A 01 75 01", "<e z:mustUnderstand=\"0\" xmlns:z=\"u\"/>"),
        ("40 01 65 26 01 6E A8 09 01 61 01 75 01", "<e a:n=\"\" xmlns:a=\"u\"/>"),
        ("40 01 65 3F 01 6E A8 09 01 7A 01 75 01", "<e z:n=\"\" xmlns:z=\"u\"/>"),
        ("40 01 65 08 01 75 01", "<e xmlns=\"u\"/>"),
        ("40 01 65 08 00 01", "<e xmlns=\"\"/>"),
        ("40 01 65 0A 04 01", "<e xmlns=\"http://www.w3.org/2003/05/soap-envelope\"/>"),
        ("40 01 65 05 03 78 6D 6C 04 6C 61 6E 67 98 02 65 6E 01", "<e xml:lang=\"en\"/>"),
        ("02 01 63 40 01 65 02 01 63 01 02 01 63", "<!--c--><e><!--c--></e><!--c-->"),
        ("98 01 20 40 01 65 01 98 02 0D 0A A8", " <e/>\r\n"),
        ("40 01 65 40 01 66 99 01 31 41 00 01 67 A9 01", "<e><f>1</f><g></g></e>"),
        ("03 40 01 65 01 8B 01 05 00", "<e>5</e>"),
        ("40 01 72 03 40 01 65 04 01 61 82 01 8D 02 01 00 00 00 FF FF FF FF 01", "<r><e a=\"1\">1</e><e a=\"1\">-1</e></r>"),
        (
            "40 01 72 03 41 01 70 01 65 09 01 70 01 75 01 B5 03 00 01 02 01",
            "<r><p:e xmlns:p=\"u\">false</p:e><p:e xmlns:p=\"u\">true</p:e><p:e xmlns:p=\"u\">true</p:e></r>"
        ),
        ("40 01 65 98 01 61 98 01 62 A8 99 01 63", "<e>abc</e>"),
        ("40 81 80 80 80 00 65 01", "<e/>"),
        ("40 03 C3 A9 62 01", "<\u{E9}b/>"),
    ]

    @Test(arguments: documents.indices) func `each record becomes its text`(index: Int) throws {
        let (bytes, expected) = Self.documents[index]
        #expect(try text([UInt8](hex: bytes)) == expected)
        #expect(isWellFormed(Array(expected.utf8)))
    }

    static let refused: [String] = [
        "", "01", "02 01 63", "98 01 61", "A8", "00", "78 00", "FF", "7F", "BE", "40 01 65 01 40 01 66 01", "40 01 65 01 01",
        "40 01 65 01 98 01 61", "40 00 01", "40 01 31 01", "40 03 61 3A 62 01", "40 02 61 20 01", "40 01 C3 01", "42 A2 01",
        "42 04 01", "42 CE 07 01", "42 01 01", "41 01 70 01 65 01", "5E 01 65 01", "40 01 65 26 01 6E A8 01",
        "40 01 65 04 01 61 A8 04 01 61 A8 01", "40 01 65 08 01 75 08 01 75 01", "40 01 65 09 01 70 01 75 09 01 70 01 76 01",
        "40 01 65 09 01 70 00 01", "40 01 65 26 01 6E A8 27 01 6E A8 09 01 61 01 75 09 01 62 01 75 01",
        "40 01 65 04 05 78 6D 6C 6E 73 98 01 75 01", "40 01 65 09 05 78 6D 6C 6E 73 01 75 01",
        "40 01 65 09 03 78 6D 6C 01 75 01",
        "40 01 65 98 01 61 04 01 61 A8 01", "40 01 65 40 01 66 01 04 01 61 A8 01", "40 01 65 02 01 63 04 01 61 A8 01",
        "40 01 65 04 01 61 99 01 61 01", "40 01 65 04 01 61 01", "40 01 65 04 01 61 40 01 66 01",
        "40 01 65 98 01 C3 98 01 A9 01",
        "40 01 65 98 03 ED A0 80 01", "40 01 65 98 01 00 01", "40 01 65 98 01 1F 01", "40 01 65 98 03 EF BF BF 01",
        "40 01 65 98 02 C0 80 01", "40 01 65 98 04 F4 90 80 80 01", "40 01 65 B6 02 00 D8 01", "40 01 65 B6 02 00 DC 01",
        "40 01 65 B6 02 FE FF 01", "40 01 65 B6 01 61 01", "40 01 65 B6 02 01 00 01", "40 01 65 02 02 2D 2D 01",
        "40 01 65 02 02 61 2D 01", "40 01 65 02 01 01 01", "40 01 65 94 00 00 1D 00 00 00 00 00 00 00 00 00 00 00 00 00 01",
        "40 01 65 94 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01", "40 01 65 96 00 00 00 00 00 00 00 30 01",
        "40 01 65 BC 1A 00 01", "40 01 65 A6 01", "40 01 65 A4 A4 A6 A6 01", "40 01 65 A5 80 A6",
        "40 01 65 A4 40 01 66 01 A6 01",
        "40 01 65 A4 99 01 61 A6 01", "40 01 65 9C FF FF FF FF 01", "40 80 80 80 80 08 65 01", "40 80 80 80 80 80 00 65 01",
        "40 01 72 03 40 01 65 01 8B 00 01", "40 01 72 03 40 01 65 01 8A 01 00 00 01", "40 01 72 03 40 01 65 01 89 01 00 01",
        "40 01 72 03 01 8B 01 00 00 01", "40 01 72 03 03 40 01 65 01 8B 01 00 00 01",
        "40 01 72 03 40 01 65 99 01 61 8B 01 00 00 01",
        "40 01 72 03 40 01 65 40 01 66 01 01 8B 01 00 00 01", "40 01 72 03 40 01 65 02 01 63 01 8B 01 00 00 01",
        "03 40 01 65 01 8B 02 05 00 05 00", "40 01 72 03 04 01 61 A8 40 01 65 01 8B 01 00 00 01",
    ]

    @Test(arguments: refused) func `what is wrong is refused, with its place`(bytes: String) throws {
        let outcome = try decode([UInt8](hex: bytes))
        #expect(outcome.kind == .invalidFormat)
        #expect(outcome.place != nil)
    }

    @Test func `an error names the record that it is about`() throws {
        let outcome = try decode([UInt8](hex: "40 01 65 40 01 66 99 01 C3 01"))
        #expect(outcome.place == 6)
        #expect(outcome.error?.reason.description == "a text record ends inside a character")
    }

    @Test func `characters that would not come back are written as references`() throws {
        let content = "<>&\"'\t\n\r]]>\u{E9}\u{20AC}\u{1F600}"
        let inText = "&lt;&gt;&amp;\"'\t\n&#xD;]]&gt;\u{E9}\u{20AC}\u{1F600}"
        let inValue = "&lt;&gt;&amp;&quot;'&#x9;&#xA;&#xD;]]&gt;\u{E9}\u{20AC}\u{1F600}"
        let wide = content.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let records = [[0x98] + .string(content), [0xB6, UInt8(wide.count)] + wide]
        for record in records {
            #expect(try text([0x40, 1, 0x65, 0x04, 1, 0x61] + record + record + [0x01]) == "<e a=\"\(inValue)\">\(inText)</e>")
        }
    }
}
