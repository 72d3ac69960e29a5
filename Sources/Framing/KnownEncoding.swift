public import Bytes

/// The message encodings that [MC-NMF] has numbers for.
public enum KnownEncoding: UInt8 {
    case soap11UTF8 = 0
    case soap11UTF16 = 1
    case soap11UTF16BigEndian = 2
    case soap12UTF8 = 3
    case soap12UTF16 = 4
    case soap12UTF16BigEndian = 5
    case mtom = 6
    case binary = 7
    case binarySession = 8

    /// The content type that stands for it.
    public var contentType: StaticString {
        switch self {
        case .soap11UTF8: "text/xml; charset=utf-8"
        case .soap11UTF16: "text/xml; charset=utf-16"
        case .soap11UTF16BigEndian: "text/xml; charset=unicodeFFFE"
        case .soap12UTF8: "application/soap+xml; charset=utf-8"
        case .soap12UTF16: "application/soap+xml; charset=utf-16"
        case .soap12UTF16BigEndian: "application/soap+xml; charset=unicodeFFFE"
        case .mtom: "multipart/related; type=\"application/xop+xml\""
        case .binary: "application/soap+msbin1"
        case .binarySession: "application/soap+msbinsession1"
        }
    }

    /// The encoding whose content type is exactly `text`; nil if there is none.
    public init?(contentType text: ByteText) {
        for number in 0...KnownEncoding.binarySession.rawValue {
            guard let encoding = KnownEncoding(rawValue: number), text == encoding.contentType else { continue }
            self = encoding
            return
        }
        return nil
    }
}
