internal import Bytes
internal import CodecKit

/// What the first bytes of a text in UTF-16 say about it.
struct UTF16Opening: BitwiseCopyable {
    let order: ByteOrder
    /// The number of bytes of the byte order mark; 0 if there is none.
    let markLength: Int

    /// Judges up to four bytes, the first one lowest: all of them, or those of a shorter text. What reads like the beginning of
    /// XML is taken for that unless the content type is another.
    init(_ word: UInt32, count: Int, _ label: TextLabel) throws(CodecError) {
        let first = UInt16(truncatingIfNeeded: word)
        if count == 4 && (word == 0x0000_FEFF || word == 0xFFFE_0000) { throw Self.refuse("the text is in UTF-32, not UTF-16") }
        if count >= 3 && word & 0xFF_FFFF == 0xBF_BBEF { throw Self.refuse("the text is in UTF-8, not UTF-16") }
        let marked: ByteOrder? = count < 2 ? nil : first == 0xFEFF ? .little : first == 0xFFFE ? .big : nil
        markLength = marked == nil ? 0 : 2
        var found = marked
        if found == nil && label.kind != .other && count >= 2 { found = try Self.order(ofXML: first) }
        if let told = label.order, let found, told != found {
            throw Self.refuse(told.isBig ? "the text is in UTF-16LE, not UTF-16BE" : "the text is in UTF-16BE, not UTF-16LE")
        }
        // As Windows has it, and WCF reads it.
        order = found ?? label.order ?? .little
    }

    /// The order of the "<" that XML begins with; nil if it does not.
    private static func order(ofXML first: UInt16) throws(CodecError) -> ByteOrder? {
        if first == 0x003C { return .little }
        if first == 0x3C00 { return .big }
        guard first & 0xFF != 0x3C else { throw refuse("the text is in UTF-8, not UTF-16, whatever its declaration says") }
        return nil
    }

    private static func refuse(_ reason: StaticString) -> CodecError { .invalidFormat(reason).at(.offset(0)) }
}
