import Bytes
import CodecKit
import Testing

/// Which content of a document becomes a part, and how the package is laid out.
@Suite struct EncoderTests {
    private let plain = "application/octet-stream"

    @Test func `content becomes a part if it is longer than what stays inline`() throws {
        let (short, long) = (octets(767), octets(768))
        let written = try encode("<e><a>\(base64(short))</a>\n<b>\(base64(long))</b></e>")
        let root = "<e><a>\(base64(short))</a>\n<b>\(include(1))</b></e>"
        #expect(written.bytes == package(root, parts: [(plain, long)]))
        #expect(written.isFinished && !written.isBroken)
    }

    @Test(arguments: [0, 1, 2, 3, 4, 46, 47, 48, 767, 1000])
    func `how much stays inline can be set`(limit: Int) throws {
        let options = packageOptions { $0.package.maxInlineSize = UInt32(limit) }
        for count in max(limit - 4, 0)...limit + 4 {
            let bytes = octets(count)
            let written = try encode("<e>\(base64(bytes))</e>", options)
            let expected =
                count > limit ? package("<e>\(include(1))</e>", parts: [(plain, bytes)]) : package("<e>\(base64(bytes))</e>")
            #expect(written.bytes == expected, "\(count) bytes")
        }
    }

    @Test func `a message without long content is a package of one part`() throws {
        #expect(try encode("<e a='1'>x &amp; y</e>").bytes == package("<e a='1'>x &amp; y</e>"))
    }

    /// Content that is not only canonical base64. Each is written with `maxInlineSize` of 3.
    private static let others: [String] = [
        "AAAA AAAA", " AAAAAAAA", "AAAAAAAA ", "AAAA\nAAAA", "AAAA&#65;AAA", "AAAAAAA&#65;", "<![CDATA[AAAAAAAA]]>",
        "AAAAAAAA<![CDATA[]]>", "<![CDATA[]]>AAAAAAAA", "AAAAAAAA<!--x-->", "<!--x-->AAAAAAAA", "AAAAAAAA<x/>", "<x/>AAAAAAAA",
        "AAAAAAAAA", "AAAAAAAAAA", "AAAAAAAAAAA", "AAAAAA=", "AAAAA===", "AAAAAAB=", "AAAAAC==", "AAAAAB==", "AAAA====",
        "AA==AAAA", "AAA=AAAA", "=AAAAAAA", "AAAA-AAA", "AAAA_AAA", "AAAAAAA\u{E9}", "AAAA,AAA", "AAAAAAA.", "AAAAAAAAA=",
        "AAAAAAAA]", "AAAAAAAA&amp;", "AAAAAAAA=", "AAAAAAAAAA=A", "",
    ]

    @Test(arguments: others)
    func `other content stays as it is`(content: String) throws {
        let options = packageOptions { $0.package.maxInlineSize = 3 }
        let text = "<e><a>\(content)</a></e>"
        for room in [1, 2, 3, 5, 1 << 16] {
            let whole = try encode(text, options, room: room)
            #expect(whole.text == String(decoding: package(text), as: UTF8.self))
            #expect(!whole.isBroken)
        }
        for cut in 0...text.utf8.count {
            #expect(try encode(text, options, cuts: [cut]).bytes == package(text), "cut at \(cut)")
        }
        #expect(try encode(text, options, feed: 1).bytes == package(text))
    }

    @Test func `attributes stay as they are`() throws {
        let text = "<e a=\"\(base64(octets(3000)))\"/>"
        #expect(try encode(text).bytes == package(text))
    }

    @Test(arguments: [
        "<e><a>%</a></e>", "<e><a x='1' >%</a></e>", "<a\n>%</a\n>", "<e>x<a>%</a>y</e>", "<e><!--x--><a>%</a></e>",
    ])
    func `the shape of the tags does not matter`(shape: String) throws {
        let bytes = octets(1000)
        func filled(_ content: String) -> String {
            let parts = shape.split(separator: "%", omittingEmptySubsequences: false)
            return "\(parts[0])\(content)\(parts[1])"
        }
        let expected = package(filled(include(1)), parts: [(plain, bytes)])
        for feed in [1, 2, 7, 1000, .max] {
            for room in [1, 3, 100, 1 << 16] {
                let written = try encode(filled(base64(bytes)), feed: feed, room: room)
                #expect(written.bytes == expected, "fed \(feed), room \(room)")
                #expect(!written.isBroken)
            }
        }
    }

    @Test func `the package does not depend on how the message is split`() throws {
        let options = packageOptions { $0.package.maxInlineSize = 8 }
        let (one, two, three) = (octets(9), octets(10), octets(11))
        let content = "<a>\(base64(one))</a><b>\(base64(two))</b>\(base64(three))<c>\(base64(three))</c>"
        let text = "\u{FEFF}<?xml version='1.0'?>\n<e>\(content)</e>"
        let root = "\n<e><a>\(include(1))</a><b>\(include(2))</b>\(base64(three))<c>\(include(3))</c></e>"
        let expected = package(root, parts: [(plain, one), (plain, two), (plain, three)])
        let count = text.utf8.count
        for first in 0...count {
            #expect(try encode(text, options, cuts: [first]).bytes == expected, "cut at \(first)")
        }
        for first in stride(from: 0, to: count, by: 3) {
            for second in stride(from: first, through: count, by: 5) {
                #expect(try encode(text, options, cuts: [first, second]).bytes == expected, "cut at \(first) and \(second)")
            }
        }
        for room in 1...200 {
            let written = try encode(text, options, feed: 1 + room % 7, room: room)
            #expect(written.bytes == expected && !written.isBroken, "room for \(room)")
        }
    }

    @Test(arguments: [
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='yes'?>%", "\u{FEFF}%",
        "\u{FEFF}<?xml version=\"1.0\"?>%", "%",
    ])
    func `neither byte order mark nor declaration get into the root`(shape: String) throws {
        let text = shape.replacing("%", with: "<e>x</e>")
        for cut in 0...text.utf8.count {
            #expect(try encode(text, cuts: [cut]).bytes == package("<e>x</e>"), "cut at \(cut)")
        }
        #expect(try encode(text, feed: 1, room: 1).bytes == package("<e>x</e>"))
    }

    @Test func `white space around the root element stays`() throws {
        #expect(try encode("\n<!--a-->\r\n<e/> <!--b-->\n").bytes == package("\n<!--a-->\r\n<e/> <!--b-->\n"))
    }

    @Test func `no more parts are made than the reader of WCF takes`() throws {
        let options = packageOptions { $0.package.maxInlineSize = 1 }
        let element = "<a>AAAA</a>"
        let written = try encode("<e>\(String(repeating: element, count: 1001))</e>", options)
        let roots = (1...999).map { "<a>\(include($0))</a>" }.joined()
        let parts = [(type: String, bytes: [UInt8])](repeating: (plain, [0, 0, 0]), count: 999)
        #expect(written.bytes == package("<e>\(roots)\(element)\(element)</e>", parts: parts))
    }

    @Test func `an encoder forgets a message that was given up`() throws {
        let codec = try makeEncoder()
        let bytes = octets(5000)
        let text = Array("<e><a>\(base64(bytes))</a></e>".utf8)
        let expected = package("<e><a>\(include(1))</a></e>", parts: [(plain, bytes)])
        for length in stride(from: 0, to: text.count, by: 97) {
            #expect(!encode(Array(text.prefix(length)), by: codec).isFinished)
            #expect(encode(text, by: codec, feed: 100).bytes == expected)
        }
    }

    @Test func `content of any size comes out whole`() throws {
        for count in [768, 12_288, 49_151, 49_152, 49_153, 65_536] {
            let bytes = octets(count)
            for room in [1000, 1 << 16] {
                let written = try encode("<e>\(base64(bytes))</e>", feed: 70_000, room: room)
                #expect(written.bytes == package("<e>\(include(1))</e>", parts: [(plain, bytes)]), "\(count) bytes")
            }
        }
    }

    @Test func `content that turns out not to be base64 is written back`() throws {
        for count in [768, 12_288, 49_152] {
            for end in [" ", "&amp;", "A", "<!---->", "<x/>", "="] {
                let text = "<e><a>\(base64(octets(count)))\(end)</a></e>"
                for (feed, room) in [(1000, 1 << 16), (999, 1), (1 << 16, 7), (1, 1 << 16), (.max, 64)]
                where count < 20_000 || min(feed, room) > 1 {
                    let written = try encode(text, feed: feed, room: room)
                    #expect(written.bytes == package(text) && !written.isBroken, "\(count) bytes, fed \(feed), room \(room)")
                }
            }
        }
    }
}
