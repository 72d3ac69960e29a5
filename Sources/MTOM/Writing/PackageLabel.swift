internal import Bytes
internal import CodecKit

/// The content type of a message that is to become a package.
struct PackageLabel {
    private let text: WideText

    init(_ text: WideText) {
        self.text = text
    }

    /// What an encoder takes, and of which type the message is then. Without a content type it is taken to be SOAP 1.2.
    var messageType: MessageType {
        get throws(ContentTypeRefusal) {
            if text.count == 0 { return .soap12 }
            guard let type = MediaType(text) else { throw Self.foreign }
            let isSOAP12 = type.isNamed(MessageType.soap12.name)
            guard isSOAP12 || type.isNamed(MessageType.soap11.name) else { throw Self.foreign }
            if type.defectiveParameter != nil { throw .malformed }
            guard type.parameter(named: "charset")?.equals("utf-8") ?? true else {
                throw .parameter("charset", "is not UTF-8")
            }
            return isSOAP12 ? .soap12 : .soap11
        }
    }

    private static var foreign: ContentTypeRefusal { .isNot(ByteText(MessageType.soap12.name), or: ByteText(MessageType.soap11.name)) }

    /// Appends the action that the content type names, if there is one, as WCF does.
    func appendAction(to label: inout PendingText) throws(ContentTypeRefusal) {
        guard let action = MediaType(text)?.parameter(named: "action") else { return }
        var bytes = GrowableBuffer<UInt8>()
        let isASCII: Bool
        do throws(OutOfMemory) {
            isASCII = try action.appendASCII(to: &bytes)
        } catch {
            throw .outOfMemory
        }
        guard isASCII else { throw .parameter("action", "has characters outside ASCII") }
        label.append("; action=\"")
        for index in 0..<bytes.count {
            if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "\\") { label.append(UInt8(ascii: "\\")) }
            label.append(bytes[index])
        }
        label.append("\"")
    }
}
