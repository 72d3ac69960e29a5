internal import Bytes
internal import CVector
internal import CodecKit

/// Takes a multipart body apart into its parts, and each part into its header fields and its content. The body comes in any
/// number of pieces.
struct MIMEReader: ~Copyable {
    /// What comes next.
    enum Event {
        /// Bytes were taken, and there may be more to tell.
        case goOn
        case needsInput
        /// The header fields of a part are complete: see `headers`.
        case headers
        /// Bytes of the part; `take` says how many of them are taken.
        case data(ByteText)
        /// A part has ended. With `isLast` it was the last one.
        case partEnd(isLast: Bool)
    }

    private enum State: UInt8 {
        /// Before the first delimiter.
        case preamble
        case headers
        case content
        /// After the last delimiter.
        case epilogue
    }

    /// The most bytes that are searched for a delimiter at a time, so that they are still in the processor's cache when they
    /// are used.
    private static var searchedCount: Int { 12 << 10 }
    /// How many bytes are added at a time to what may be a delimiter that was cut.
    private static var addedCount: Int { 96 }

    private let maxHeaderSize: Int
    private var state = State.preamble
    private(set) var delimiter = Delimiter()
    /// The beginning of what may be a delimiter, cut at the end of a piece.
    private var carry = GrowableBuffer<UInt8>()
    /// How many bytes of it are known to be data.
    private var carriedData = 0
    /// How many bytes at the beginning of the input are known to be data.
    private var knownData = 0
    private var block = GrowableBuffer<UInt8>()
    /// Where the last line of the block begins.
    private var lineStart = 0
    /// Where `next` has failed, counted from the first byte that it had not told about before.
    private(set) var failedOffset = 0

    init(maxHeaderSize: Int) {
        self.maxHeaderSize = maxHeaderSize
    }

    /// Begins a body, whose boundary is not known yet.
    mutating func reset() {
        state = .preamble
        delimiter.reset()
        carry.removeAll()
        carriedData = 0
        knownData = 0
        block.removeAll()
        lineStart = 0
    }

    /// Sets the boundary. A body may begin with a delimiter, as if a line break came before it.
    mutating func setBoundary(_ boundary: ByteText) throws(CodecError) {
        guard Delimiter.isValid(boundary) else {
            throw .invalidFormat("a boundary that is empty, too long or has characters that it may not have", name: boundary)
        }
        guard delimiter.set(boundary), carry.append(UInt8(ascii: "\n")) else { throw .outOfMemory }
    }

    /// Has the reader see bytes that were taken before the boundary was known.
    mutating func prepend(_ bytes: ByteText) throws(CodecError) {
        guard carry.append(bytes) else { throw .outOfMemory }
    }

    /// How many bytes at the end of those taken it has not told about yet.
    var untoldCount: Int { carry.count }

    /// Whether the last delimiter has been read.
    var isAtEnd: Bool { state == .epilogue }

    /// The header fields of the part. Valid until the part ends.
    var headers: ByteText { block.text }

    // MARK: Reading

    /// Tells what comes next in `input`. `taken` is how many of its first bytes were taken for that.
    mutating func next(_ input: ByteText, taken: inout Int, isLast: Bool) throws(CodecError) -> Event {
        taken = 0
        switch state {
        case .preamble, .content: return try nextContent(input, &taken, isLast: isLast)
        case .headers:
            // What is carried over was taken before, and cannot be all of the headers.
            if carry.count > 0 {
                var carried = 0
                let event = try nextLine(carry.text, &carried)
                carry.removeFirst(carried)
                return event
            }
            return try nextLine(input, &taken)
        case .epilogue:
            taken = input.count
            return .needsInput
        }
    }

    /// Takes bytes that were told as data. Returns how many of them to take off the input.
    mutating func take(_ count: Int) -> Int {
        guard carriedData > 0 else {
            knownData &-= count
            return count
        }
        carry.removeFirst(count)
        carriedData &-= count
        return 0
    }

    private mutating func nextContent(_ input: ByteText, _ taken: inout Int, isLast: Bool) throws(CodecError) -> Event {
        if carriedData > 0 { return data(carry.text.prefix(carriedData), &taken) }
        if carry.count > 0 { return try completeCarry(input, &taken, isLast: isLast) }
        guard !input.isEmpty else { return .needsInput }
        if knownData > 0 { return data(input.prefix(knownData), &taken) }
        let searched = input.prefix(Self.searchedCount)
        let place = delimiter.find(in: searched, isLast: isLast && searched.count == input.count)
        if place.index > 0 {
            knownData = place.index
            return data(input.prefix(place.index), &taken)
        }
        switch place.match {
        case .yes(let length, let isLast, let lineEnd):
            try requirePart(isLast)
            taken = length
            return pass(lineEnd, isLast: isLast)
        case .maybe, .no:
            guard carry.append(searched) else { throw .outOfMemory }
            taken = searched.count
            return .goOn
        }
    }

    /// Tells data. Before the first part, and after the last, nobody wants it.
    private mutating func data(_ bytes: ByteText, _ taken: inout Int) -> Event {
        if state == .content { return .data(bytes) }
        taken = take(bytes.count)
        return .goOn
    }

    /// Adds input to what may be a delimiter, and looks at it again.
    private mutating func completeCarry(_ input: ByteText, _ taken: inout Int, isLast: Bool) throws(CodecError) -> Event {
        let before = carry.count
        let added = min(input.count, Self.addedCount)
        guard carry.append(input.prefix(added)) else { throw .outOfMemory }
        let place = delimiter.find(in: carry.text, isLast: isLast && added == input.count)
        if place.index > 0 {
            carry.truncate(to: before)
            carriedData = min(place.index, before)
            return .goOn
        }
        switch place.match {
        case .yes(let length, let isLast, let lineEnd):
            if isLast && state == .preamble { carry.truncate(to: before) }
            try requirePart(isLast)
            // Bytes that were prepended may reach beyond it.
            carry.removeFirst(length)
            let left = carry.count
            taken = max(added &- left, 0)
            carry.truncate(to: left &- (added &- taken))
            return pass(lineEnd, isLast: isLast)
        case .maybe, .no:
            taken = added
            return added > 0 ? .goOn : .needsInput
        }
    }

    /// The last delimiter must not be the first one.
    private mutating func requirePart(_ isLast: Bool) throws(CodecError) {
        guard isLast && state == .preamble else { return }
        failedOffset = 0
        throw .invalidFormat("the package has no part")
    }

    /// Goes on after a delimiter.
    private mutating func pass(_ lineEnd: Delimiter.LineEnd, isLast: Bool) -> Event {
        let isFirst = state == .preamble
        if isFirst { delimiter.lineEnd = lineEnd }
        if isLast {
            state = .epilogue
            carry.removeAll()
            return .partEnd(isLast: true)
        }
        state = .headers
        block.removeAll()
        lineStart = 0
        return isFirst ? .goOn : .partEnd(isLast: false)
    }

    // MARK: Header fields

    /// Takes bytes up to the end of a line. The empty line ends the header fields.
    private mutating func nextLine(_ input: ByteText, _ taken: inout Int) throws(CodecError) -> Event {
        guard !input.isEmpty else { return .needsInput }
        let length = unsafe mime_line_length(input.baseAddress, input.count)
        // The empty line does not count, and what is too long is not kept.
        let added = min(length > 0 ? length : input.count, max(maxHeaderSize &+ 2 &- block.count, 1))
        guard block.append(input.prefix(added)) else { throw .outOfMemory }
        taken = added
        let line = block.text.dropFirst(lineStart)
        let isEmptyLine = line == "\r\n" || line == "\n"
        guard block.count <= maxHeaderSize || isEmptyLine || line == "\r" else {
            failedOffset = maxHeaderSize &- (block.count &- added)
            throw .quotaExceeded(
                "the header fields of a part are too long", limit: UInt64(truncatingIfNeeded: maxHeaderSize), .maxPartHeaderSize
            )
        }
        guard isEmptyLine else {
            if added == length { lineStart = block.count }
            return .goOn
        }
        block.truncate(to: lineStart)
        state = .content
        return .headers
    }
}
