internal import Bytes
internal import Charsets
internal import CodecKit

/// Turns a root part in UTF-16 into UTF-8. One in UTF-8 does not pass through it.
struct RootCharset: ~Copyable {
    private static var pieceSize: Int { 4096 }

    /// What decodes UTF-16; made for the first root part that is in it.
    private var decoder: AnyCodec?
    /// Whether the part is in UTF-16.
    private(set) var isUTF16 = false
    private var converted = GrowableBuffer<UInt8>()
    private var takenCount = 0

    init() {}

    /// Begins a package.
    mutating func begin() {
        isUTF16 = false
        converted.removeAll()
        takenCount = 0
    }

    /// Whether this charset is one of UTF-16.
    static func isUTF16(_ charset: MIMEValue.Parameter) -> Bool {
        charset.equals("utf-16") || charset.equals("utf-16le") || charset.equals("utf-16be") || charset.equals("unicodeFFFE")
    }

    /// Begins a part in this charset, which is one of UTF-16; with nil, its first bytes tell the byte order.
    mutating func beginUTF16(_ charset: ByteText?) throws(CodecError) {
        isUTF16 = true
        guard converted.reserve(Self.pieceSize) else { throw .outOfMemory }
        if decoder == nil { decoder = try CodecDescription.utf16.makeDecoder(CodecOptions()) }
        try decoder?.begin()
        guard let charset else { return }
        do throws(OutOfMemory) {
            var type = WideString()
            try type.set("text/xml; charset=")
            try type.append(charset)
            do throws(ContentTypeRefusal) {
                try decoder?.relabel(&type, link: 0)
            } catch {
                throw OutOfMemory()
            }
        } catch {
            throw .outOfMemory
        }
    }

    /// Text that has been converted and not taken.
    var waiting: ByteText { converted.text.dropFirst(takenCount) }

    mutating func take(_ count: Int) {
        takenCount &+= count
    }

    /// Converts bytes, all that was converted before having been taken. Returns how many were used.
    mutating func convert(_ bytes: ByteText, isLast: Bool) throws(CodecError) -> Int {
        converted.removeAll()
        takenCount = 0
        var failure: CodecError?
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(bytes.buffer)))
        var output = unsafe OutputCursor(
            OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(converted.free), initializedCount: 0))
        do throws(CodecError) {
            _ = try decoder?.process(&input, into: &output, isLast: isLast)
        } catch {
            // Its place counts bytes of the part.
            failure = error.at(.current)
        }
        let count = output.produced
        _ = consume output
        converted.extend(by: count)
        if let failure { throw failure }
        return input.consumed
    }
}
