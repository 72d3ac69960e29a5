internal import Bytes

/// Text between two pieces of markup that is put together here, since the handler cannot be told of it where it stands in the
/// document: it has references or carriage returns, is cut, or is interrupted by CDATA sections.
struct TextRun: ~Copyable {
    /// What the handler is told at once.
    struct Piece {
        var text: ByteText
        var isASCII: Bool
    }

    private var bytes = GrowableBuffer<UInt8>()
    private var isASCII = true
    /// The number of bytes that the handler is being told.
    private var toldCount = 0
    /// Whether pieces of the text have been told, and more of it follows.
    private(set) var isContinued = false

    @inline(__always)
    var isEmpty: Bool { bytes.count == 0 }

    /// The number of bytes for which there is room in a piece.
    var room: Int { XMLTokenizer.textPieceSize &- bytes.count }

    mutating func reset() {
        bytes.removeAll()
        isASCII = true
        toldCount = 0
        isContinued = false
    }

    /// Appends text for which there is room. False if there is no memory for it.
    mutating func append(_ text: ByteText, isASCII: Bool) -> Bool {
        guard reserve(text.count), bytes.append(text) else { return false }
        if !isASCII { self.isASCII = false }
        return true
    }

    /// Appends up to four bytes for which there is room, the lowest first. False if there is no memory for them.
    mutating func append(_ word: UInt32, count: Int, isASCII: Bool) -> Bool {
        guard reserve(count), bytes.append(word, count: count) else { return false }
        if !isASCII { self.isASCII = false }
        return true
    }

    private mutating func reserve(_ additional: Int) -> Bool {
        // A longer text is likely to fill a piece, and never needs more.
        let needed = bytes.count &+ additional
        return bytes.reserve(needed <= 2048 ? needed : max(needed, XMLTokenizer.textPieceSize))
    }

    // MARK: Telling it

    /// The whole characters of the text so far, of which more follows.
    mutating func tellPiece() -> Piece {
        toldCount = UTF8Character.wholeCount(bytes.text)
        isContinued = true
        return Piece(text: bytes.text(0, toldCount), isASCII: isASCII)
    }

    /// The rest of the text.
    mutating func tellRest() -> Piece {
        toldCount = bytes.count
        isContinued = false
        return Piece(text: bytes.text, isASCII: isASCII)
    }

    /// Notes that the handler is told a piece where it stands in the document, and that more follows.
    mutating func tellElsewhere() {
        isContinued = true
    }

    /// The text has ended after its last piece.
    mutating func end() {
        isContinued = false
    }

    /// Drops what has been told.
    mutating func dropTold() {
        guard toldCount > 0 else { return }
        bytes.removeFirst(toldCount)
        if bytes.count == 0 { isASCII = true }
        toldCount = 0
    }
}
