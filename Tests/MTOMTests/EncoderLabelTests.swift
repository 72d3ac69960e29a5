import Bytes
import CodecKit
import Testing

/// The content types of messages, of packages and of their parts.
@Suite struct EncoderLabelTests {
    /// What an encoder makes of a content type; nil if it refuses it.
    private func relabelled(_ type: String, by codec: borrowing AnyCodec) throws -> String? {
        var wide = WideString()
        let units = Array(type.utf16)
        try unsafe units.withUnsafeBufferPointer { try unsafe wide.set(WideText($0)) }
        do throws(ContentTypeRefusal) {
            try codec.relabel(&wide, link: 0)
        } catch {
            #expect(unsafe Array(wide.text.units) == units)
            return nil
        }
        return unsafe String(decoding: wide.text.units, as: UTF16.self)
    }

    private func label(_ startInfo: String, _ rest: String = "") -> String {
        """
        multipart/related; type="application/xop+xml";start="<0@BOUNDARY>";boundary="BOUNDARY";start-info="\(startInfo)"\(rest)
        """
    }

    @Test(arguments: [
        ("application/soap+xml", "application/soap+xml", ""),
        ("application/soap+xml; charset=utf-8", "application/soap+xml", ""),
        ("Application/SOAP+xml;charset=\"UTF-8\"", "application/soap+xml", ""),
        ("text/xml; charset=utf-8", "text/xml", ""),
        ("application/soap+xml; charset=utf-8; action=\"urn:a;b\"", "application/soap+xml", "; action=\"urn:a;b\""),
        ("application/soap+xml;action=urn:x", "application/soap+xml", "; action=\"urn:x\""),
        ("application/soap+xml;action=\"a\\\"b\\\\c\\d\"", "application/soap+xml", "; action=\"a\\\"b\\\\cd\""),
        ("", "application/soap+xml", ""),
    ])
    func `a package is labelled as WCF does`(type: String, startInfo: String, rest: String) throws {
        let codec = try makeEncoder()
        #expect(try relabelled(type, by: codec) == label(startInfo, rest))
        #expect(encode(Array("<e/>".utf8), by: codec).bytes == package("<e/>", type: startInfo))
    }

    @Test(arguments: [
        "text/plain", "application/xml", "multipart/related", "text/xml; charset=utf-16", "text/xml; charset=iso-8859-1",
        "application/soap+xml; action=\"urn", "application/soap+xml; action=\"\u{E9}\"", "x",
    ])
    func `other types are refused`(type: String) throws {
        #expect(try relabelled(type, by: makeEncoder()) == nil)
    }

    @Test func `the last label before a message counts, for that message only`() throws {
        let codec = try makeEncoder()
        _ = try relabelled("application/soap+xml", by: codec)
        _ = try relabelled("text/xml", by: codec)
        #expect(encode(Array("<e/>".utf8), by: codec).bytes == package("<e/>", type: "text/xml"))
        #expect(encode(Array("<e/>".utf8), by: codec).bytes == package("<e/>"))
    }

    @Test func `random boundaries differ from message to message and from encoder to encoder`() throws {
        var seen: Set<String> = []
        for _ in 0..<4 {
            let codec = try makeEncoder(packageOptions(boundary: nil))
            for _ in 0..<4 {
                let type = try #require(try relabelled("text/xml", by: codec))
                let boundary = String(type.split(separator: "boundary=\"")[1].prefix(32))
                #expect(boundary.allSatisfy { $0.isHexDigit })
                #expect(type.contains("start=\"<0@\(boundary)>\""))
                #expect(encode(Array("<e/>".utf8), by: codec).text.hasSuffix("\r\n--\(boundary)--\r\n"))
                seen.insert(boundary)
            }
        }
        #expect(seen.count == 16)
    }

    @Test func `identifiers need no escaping, whatever the boundary is`() throws {
        let options = packageOptions(boundary: "a'()+_,-./:=? Z9")
        let text = try encode("<e>\(base64(octets(768)))</e>", options).text
        #expect(text.contains("\r\n--a'()+_,-./:=? Z9\r\nContent-ID: <0@a-----------" + "--Z9>\r\n"))
        #expect(text.contains("href=\"cid:1@a-------------Z9\""))
    }

    private func typeOfPart(_ attributes: String) throws -> String {
        let bytes = octets(800)
        let text = "<e \(attributes)>\(base64(bytes))</e>"
        let written = try encode(text)
        for feed in [1, 10] { #expect(try encode(text, feed: feed) == written) }
        let header = written.text.split(separator: "binary\r\nContent-Type: ")[1]
        let type = String(header.prefix { $0 != "\r\n" })
        #expect(written.bytes == package("<e \(attributes)>\(include(1))</e>", parts: [(type, bytes)]))
        return type
    }

    @Test(arguments: ["http://www.w3.org/2005/05/xmlmime", "http://www.w3.org/2004/06/xmlmime"])
    func `a part has the media type that its element says`(namespace: String) throws {
        #expect(try typeOfPart("m:contentType='image/png' xmlns:m='\(namespace)'") == "image/png")
        #expect(try typeOfPart("xmlns:m='\(namespace)' m:contentType='text/x;a=\"b;c\"'") == "text/x;a=\"b;c\"")
        #expect(try typeOfPart("xmlns:m='\(namespace)' m:contentType='text/x; a=b'") == "text/x; a=b")
        let escaped = #"text/x;a="b\"c\\d""#
        #expect(try typeOfPart("xmlns:m='\(namespace)' m:contentType='\(escaped)'") == escaped)
        #expect(try typeOfPart("a:contentType='a/b' xmlns:a='u' xmlns:m='\(namespace)' m:contentType='c/d'") == "c/d")
    }

    @Test(arguments: [
        "contentType='image/png'", "x:contentType='image/png' xmlns:x='urn:x'", "xmlns:m='%' contentType='image/png'",
        "xmlns:m='%' m:contentType=''", "xmlns:m='%' m:contentType='image'", "xmlns:m='%' m:contentType='/png'",
        "xmlns:m='%' m:contentType='image/'", "xmlns:m='%' m:contentType='a/b&#13;&#10;X: y'",
        "xmlns:m='%' m:contentType='a/b\u{E9}'", "xmlns:m='%' m:contentType='a/b;c=\"d'", "xmlns:m='%' m:contentType='a b/c'",
        "xmlns:m='%' m:contentType='a/b c'", "xmlns:m='%' m:contentType='a/b; c=\"\\'", "xmlns:m='%' m:contentType='a/b '",
        "xmlns:m='%' m:contentType='a/b;c=&#9;d'", "xmlns:m='%' m:contentType='a/b;c=\"\\&#9;\"'",
        "xmlns:m='%' m:contenttype='a/b'", "xmlns:m='%' m:contentType='a/\(String(repeating: "b", count: 99))'",
    ])
    func `what cannot go into a header is not the type of a part`(attributes: String) throws {
        let written = attributes.replacing("%", with: "http://www.w3.org/2005/05/xmlmime")
        #expect(try typeOfPart(written) == "application/octet-stream")
    }

    @Test func `the media type of another element does not count`() throws {
        let bytes = base64(octets(800))
        let namespace = "xmlns:m='http://www.w3.org/2005/05/xmlmime'"
        let text = try encode("<e \(namespace) m:contentType='a/b'><f m:contentType='c/d'/><g>\(bytes)</g></e>").text
        #expect(text.contains("binary\r\nContent-Type: application/octet-stream\r\n"))
    }
}
