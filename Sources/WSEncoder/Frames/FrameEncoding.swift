internal import Bytes
internal import CWSEncoder
internal import Catalog
internal import CodecKit

/// What the content type of a connection's messages stands for.
struct FrameEncoding {
    /// The index in the catalog of their codec.
    let codec: Int
    /// The content type of what is encoded.
    let plainType: StaticString
    /// Whether each message begins with MIME header fields, because the encoding of the connection cannot tell its boundary.
    let hasHeaders: Bool
    /// Whether its codec need not be told the type of each message, since there is only one.
    let hasOneType: Bool

    /// nil if there is no codec for the content type.
    init?(_ contentType: WideText) {
        guard let type = MediaType(contentType) else { return nil }
        if type.isNamed(ByteText("application/soap+xml")) {
            self.init(text: type, "application/soap+xml; charset=utf-8")
        } else if type.isNamed(ByteText("text/xml")) {
            self.init(text: type, "text/xml; charset=utf-8")
        } else if type.isNamed(ByteText("multipart/related")) {
            self.init(package: type)
        } else {
            self.init(binary: type)
        }
    }

    private init?(text type: MediaType, _ plainType: StaticString) {
        var name: StaticString = "identity"
        if let charset = type.parameter(named: "charset") {
            if charset.equals("utf-16") || charset.equals("utf-16le") {
                name = "utf-16le"
            } else if charset.equals("unicodeFFFE") || charset.equals("utf-16be") {
                name = "utf-16be"
            } else if !charset.equals("utf-8") {
                return nil
            }
        }
        guard let index = Catalog.index(named: ByteText(name)) else { return nil }
        codec = index
        self.plainType = plainType
        hasHeaders = false
        hasOneType = false
    }

    /// Packages of MTOM are of SOAP 1.2 unless the type says otherwise.
    private init?(package type: MediaType) {
        guard let index = Catalog.index(named: ByteText("mtom")),
            type.parameter(named: "type")?.equals("application/xop+xml") ?? false
        else { return nil }
        let info = type.parameter(named: "start-info").flatMap { MediaType($0.value) }
        codec = index
        plainType =
            info?.isNamed(ByteText("text/xml")) ?? false ? "text/xml; charset=utf-8" : "application/soap+xml; charset=utf-8"
        hasHeaders = true
        hasOneType = false
    }

    /// The forms of binary XML are named as their codecs.
    private init?(binary type: MediaType) {
        for index in 0..<Catalog.count {
            guard let codec = Catalog.codec(at: index), Self.isBinary(codec.name) else { continue }
            let name = type.name
            let prefix: StaticString = "application/soap+"
            let length = prefix.utf8CodeUnitCount
            guard name.part(0, length).equalsIgnoringCase(prefix), name.part(length, name.count).equalsIgnoringCase(codec.name)
            else { continue }
            self.codec = index
            plainType = "application/soap+xml; charset=utf-8"
            hasHeaders = false
            hasOneType = true
            return
        }
        return nil
    }

    private static func isBinary(_ name: ByteText) -> Bool { name.prefix(5) == "msbin" }

    /// Makes a table of the codec. The caller owns the reference.
    func table(_ direction: Direction, maxMessageSize: UInt64) throws(OutOfMemory) -> Reference<CodecTable> {
        var link = CodecLink(at: codec)
        if direction == .decoder {
            // A message is held as a whole, so that the limit on it is that on its parts, too.
            link.options.package.maxRootSize = UInt32(clamping: maxMessageSize)
            link.options.package.maxPartsBufferSize = UInt32(clamping: maxMessageSize)
        }
        let links = try CodecLinks(link)
        defer { links.release() }
        var plan = CodecTablePlan(links, direction)
        plan.settings.limits.maxDecodedSize = maxMessageSize
        return try CodecTable.make(plan, .native)
    }
}
