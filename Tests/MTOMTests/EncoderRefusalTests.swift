import Bytes
import CodecKit
import Testing

@testable import MTOM

/// What an encoder does not take.
@Suite struct EncoderRefusalTests {
    @Test(arguments: [
        "<e><xop:Include xmlns:xop='http://www.w3.org/2004/08/xop/include' href='cid:x'/></e>",
        "<e xmlns:x='http://www.w3.org/2004/08/xop/include'><a><x:Include href='cid:x'></x:Include></a></e>",
        "<e><Include xmlns='http://www.w3.org/2004/08/xop/include'/></e>",
        "<Include xmlns='http://www.w3.org/2004/08/xop/include'/>",
        "<e xmlns:b='u' xmlns:a='http://www.w3.org/2004/08/xop/&#105;nclude'><b:Include/><a:Include\n/></e>",
    ])
    func `a message that has an Include is refused`(text: String) throws {
        for feed in [1, 2, .max] {
            let refused = try encode(text, feed: feed)
            #expect(refused.kind == .invalidFormat)
            #expect(refused.reason?.contains("Include of XOP") ?? false, "\(refused.reason ?? "accepted")")
        }
    }

    @Test(arguments: [
        "<e><Include/></e>", "<e xmlns:xop='urn:x'><xop:Include/></e>",
        "<e xmlns:x='http://www.w3.org/2004/08/xop/include'><x:Includes/><x:include/><Include/></e>",
        "<e xmlns:x='http://www.w3.org/2004/08/xop/include'><a xmlns:x='urn:y'><x:Include/></a></e>",
        "<e xmlns='http://www.w3.org/2004/08/xop/include'><Include xmlns=''/></e>",
        "<e>xop:Include</e>", "<e Include='x'/>",
    ])
    func `an element of that name in another namespace is taken`(text: String) throws {
        for feed in [1, 2, .max] { #expect(try encode(text, feed: feed).bytes == package(text)) }
    }

    @Test(arguments: [
        "", " ", "<e>", "<e></f>", "<e/><e/>", "x", "<e>&x;</e>", "<!DOCTYPE e><e/>", "<e a='1' a='2'/>", "<p:e/>",
    ])
    func `what is not well-formed is refused`(text: String) throws {
        for feed in [1, .max] { #expect(try encode(text, feed: feed).kind == .invalidFormat) }
    }

    @Test func `a character that XML does not allow is refused, and no property is named that mtom does not have`() throws {
        for text in ["<e>\u{1}</e>", "<e a='\u{1}'/>", "<!--\u{1}--><e/>", "<e>&#1;</e>"] {
            let refused = try encode(text)
            #expect(refused.kind == .invalidFormat && refused.setting == nil)
            var package = SamplePackage()
            package.content = text
            let unpacked = try package.unpack()
            #expect(unpacked.error?.kind == .invalidFormat && unpacked.error?.setting == nil)
        }
    }

    @Test func `a message that ends inside of base64 is refused`() throws {
        let text = "<e>\(base64(octets(1500)))</e>"
        for length in 0..<text.utf8.count {
            let refused = try encode(String(text.prefix(length)), feed: 100)
            #expect(refused.kind == .invalidFormat && !refused.isFinished, "after \(length) bytes")
        }
    }

    @Test func `content that becomes parts is limited`() throws {
        let options = packageOptions { $0.package.maxPartsBufferSize = 2000 }
        for feed in [1, 100, .max] {
            let fits = "<e><a>\(base64(octets(1000)))</a><a>\(base64(octets(1000)))</a></e>"
            #expect(try encode(fits, options, feed: feed).isFinished)
            let refused = try encode("<e><a>\(base64(octets(1000)))</a><a>\(base64(octets(1001)))</a></e>", options, feed: feed)
            #expect(refused.kind == .quotaExceeded && refused.limit == 2000)
            // Content without end is refused where it exceeds the limit.
            let endless = try encode("<e><a>\(base64(octets(9000)))", options, feed: feed)
            #expect(endless.kind == .quotaExceeded && endless.limit == 2000)
        }
    }

    @Test func `content that stays does not count`() throws {
        let options = packageOptions { $0.package.maxPartsBufferSize = 1000 }
        let text = "<e>\(String(repeating: "<a>\(base64(octets(700)))</a>", count: 10))</e>"
        for feed in [1, 100, .max] { #expect(try encode(text, options, feed: feed).bytes == package(text)) }
    }

    @Test(arguments: ["--BOUNDARY", "x\r\n--BOUNDARY--", "\r\r\n--BOUNDARYx", "\r\n--BOUND\r\n--BOUNDARY"])
    func `a message that contains the chosen boundary is refused`(text: String) throws {
        let part = Array(text.utf8) + octets(800)
        for feed in [1, 3, .max] {
            #expect(try encode("<e>\(base64(part))</e>", feed: feed).reason?.contains("contains the boundary") ?? false)
        }
    }

    @Test(arguments: [
        "-BOUNDARY", "x--BOUNDARY", "\r\n-BOUNDARY", "\n--BOUNDARY", "\r--BOUNDARY", "\r\n--BOUNDAR", "\r\n --BOUNDARY",
    ])
    func `what only looks like the boundary is taken`(text: String) throws {
        let part = Array(text.utf8) + octets(800)
        let expected = package("<e>\(include(1))</e>", parts: [("application/octet-stream", part)])
        for feed in [1, 3, .max] { #expect(try encode("<e>\(base64(part))</e>", feed: feed).bytes == expected) }
    }

    @Test func `the chosen boundary in the text is found`() throws {
        for feed in [1, 2, 5, .max] {
            for text in ["<e>\r\n--BOUNDARY</e>", "<e a='\r\n--BOUNDARY'/>"] {
                #expect(try encode(text, feed: feed).kind == .invalidFormat, "\(text)")
            }
            #expect(try encode("<e>--BOUNDARY\r\n-BOUNDARY</e>", feed: feed).isFinished)
        }
    }
}
