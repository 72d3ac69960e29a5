internal import Bytes

/// How the content of a part is encoded (RFC 2045, section 6).
enum TransferEncoding: UInt8 {
    /// The bytes are the content: `7bit`, `8bit`, `binary`, and in a package also if the part does not say.
    case none
    case base64
    case quotedPrintable

    /// The encoding of this name, in any case; nil if there is none.
    init?(named name: ByteText) {
        if name.equalsIgnoringCase("base64") {
            self = .base64
        } else if name.equalsIgnoringCase("quoted-printable") {
            self = .quotedPrintable
        } else if name.equalsIgnoringCase("binary") || name.equalsIgnoringCase("8bit")
            || name.equalsIgnoringCase("7bit")
        {
            self = .none
        } else {
            return nil
        }
    }
}
