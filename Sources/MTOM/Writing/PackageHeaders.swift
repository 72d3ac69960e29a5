internal import Bytes

/// The type of the message in a package, which says the version of SOAP.
enum MessageType: UInt8 {
    case soap11
    case soap12

    /// As it stands in the labels of the package and of its root, the same in both: WCF compares them.
    var name: StaticString {
        switch self {
        case .soap11: "text/xml"
        case .soap12: "application/soap+xml"
        }
    }
}

/// What a package has beside the root and the bytes of the other parts, laid out as WCF does.
extension PendingText {
    /// The content type of a package, but for an action.
    mutating func appendContentType(_ identity: PackageIdentity, of message: MessageType) {
        append("multipart/related; type=\"application/xop+xml\";start=\"<")
        identity.appendID(of: 0, to: &self)
        append(">\";boundary=\"")
        identity.appendBoundary(to: &self)
        append("\";start-info=\"")
        append(message.name)
        append("\"")
    }

    /// The header of the root.
    mutating func appendRootHeader(_ identity: PackageIdentity, of message: MessageType) {
        appendDelimiter(identity)
        append("\r\nContent-ID: <")
        identity.appendID(of: 0, to: &self)
        append(">\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: application/xop+xml;charset=utf-8;type=\"")
        append(message.name)
        append("\"\r\n\r\n")
    }

    /// The header of another part; `type` is empty if its media type is not known.
    mutating func appendPartHeader(_ identity: PackageIdentity, number: Int, type: ByteText) {
        appendDelimiter(identity)
        append("\r\nContent-ID: <")
        identity.appendID(of: number, to: &self)
        append(">\r\nContent-Transfer-Encoding: binary\r\nContent-Type: ")
        append(type.isEmpty ? ByteText("application/octet-stream") : type)
        append("\r\n\r\n")
    }

    /// What ends the package.
    mutating func appendEnd(_ identity: PackageIdentity) {
        appendDelimiter(identity)
        append("--\r\n")
    }

    /// What stands in place of the content that is the part of this number.
    mutating func appendInclude(_ identity: PackageIdentity, number: Int) {
        append("<xop:Include href=\"cid:")
        identity.appendID(of: number, to: &self)
        append("\" xmlns:xop=\"")
        append(XOP.namespace)
        append("\"/>")
    }

    private mutating func appendDelimiter(_ identity: PackageIdentity) {
        append("\r\n--")
        identity.appendBoundary(to: &self)
    }
}
