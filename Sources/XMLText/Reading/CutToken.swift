internal import Bytes
internal import CodecKit

/// What a token that was cut is searched for in the bytes to come: it is not looked at again before it may be complete, so that
/// the time it takes does not depend on how it is cut.
enum AwaitedByte: UInt8 {
    case any
    case endOfName
    case greaterThan
    case semicolon

    /// Whether the token may be complete with this byte.
    func isMet(by byte: UInt8) -> Bool {
        switch self {
        case .any: true
        case .endOfName: !CharacterTable.isNameByte(byte)
        case .greaterThan: byte == UInt8(ascii: ">")
        case .semicolon: byte == UInt8(ascii: ";")
        }
    }
}

/// The beginning of a token whose end has not come yet.
struct CutToken: ~Copyable {
    private var memory = GrowableBuffer<UInt8>()
    /// Where the token begins in the document.
    private var place = XMLPlace()
    /// More bytes are needed before it is worth looking at.
    private(set) var isHungry = false
    /// What is awaited then.
    var awaited = AwaitedByte.any
    /// The number of bytes there were when it was last looked at.
    private var seenCount = 0
    /// The number of bytes that have been taken off the front.
    private var takenCount = 0

    @inline(__always)
    var isEmpty: Bool { memory.count == 0 }

    /// The bytes of the token.
    var bytes: ByteText { memory.text }

    mutating func reset() {
        memory.removeAll()
        isHungry = false
    }

    /// Keeps the beginning of a token. False if there is no memory for it.
    @inline(never)
    mutating func begin(_ token: ByteText, at place: XMLPlace) -> Bool {
        memory.removeAll()
        guard memory.append(token) else { return false }
        seenCount = token.count
        isHungry = true
        self.place = place
        return true
    }

    /// Adds bytes until the token is worth looking at. Returns how many were added, and whether it is; nil if there is no
    /// memory.
    @inline(never)
    mutating func feed(_ source: ByteText) -> (added: Int, isWorthLooking: Bool)? {
        guard isHungry else { return (0, true) }
        // Now and then it is looked at without the awaited byte, to hold the limits.
        let most = min(source.count, max(seenCount, 256))
        var added = 0
        var isMet = false
        while added < most && !isMet {
            isMet = awaited.isMet(by: source[unchecked: added])
            added &+= 1
        }
        guard memory.append(source.prefix(added)) else { return nil }
        let isWorthLooking = isMet || memory.count >= 2 &* max(seenCount, 128)
        if isWorthLooking { isHungry = false }
        return (added, isWorthLooking)
    }

    /// Notes that bytes have been taken off the front, and whether the rest needs more.
    mutating func took(_ count: Int, needsMore: Bool) {
        takenCount = count
        if needsMore {
            isHungry = true
            seenCount = memory.count &- count
        }
    }

    /// Drops what has been taken, once it has been told.
    mutating func dropTaken(_ attribute: inout CurrentAttribute) {
        attribute.leave(memory.text, at: place)
        place.advance(memory.text(0, takenCount))
        memory.removeFirst(takenCount)
        takenCount = 0
    }

    /// The error, after `count` bytes of the token.
    func locate(_ error: CodecError, after count: Int) -> CodecError {
        place.advanced(memory.text.prefix(count)).locate(error)
    }
}
