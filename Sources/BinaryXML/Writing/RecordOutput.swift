internal import Bytes
internal import XMLText

/// Where the records of a message go: into the room that the host offers or, once a record does not fit there, into a stage,
/// from which they are handed on later.
///
/// Together with `RecordWriter` this is all that stores records. Functions whose names begin with `put` do not ask for room:
/// before them comes `hasRoom`, or `growStage`, for the most bytes that they may store.
@safe
struct RecordOutput: ~Copyable {
    /// The most bytes that `putKept` and `putShort` store.
    static var shortCount: Int { 32 }

    /// Where the next byte goes, and where the room ends.
    private var next: UnsafeMutableRawPointer
    private var end: UnsafeMutableRawPointer
    /// Where the room begins; that of the stage while `isStaging`.
    private var start: UnsafeMutableRawPointer
    private var isStaging = true
    /// The number of bytes that went into the host's room before it turned out too small.
    private var directCount = 0
    private var stage = GrowableBuffer<UInt8>()
    private var stagedCount = 0
    private var drainedCount = 0
    /// Whether the tokenizer may go on: everything so far has gone where it belongs.
    private(set) var isReady = true
    /// Whether there was no memory for a record, which ends the message.
    private(set) var hasFailed = false

    init() {
        let nothing = unsafe UnsafeMutableRawPointer(stage.base)
        unsafe (start, next, end) = (nothing, nothing, nothing)
    }

    /// Begins a message. Its records are staged until room is offered.
    mutating func begin() {
        hasFailed = false
        stagedCount = 0
        drainedCount = 0
        directCount = 0
        moveToStage()
        isReady = true
    }

    // MARK: Room

    private mutating func moveToStage() {
        isStaging = true
        unsafe use(UnsafeMutableRawPointer(stage.base), count: stage.capacity)
    }

    private mutating func use(_ room: UnsafeMutableRawPointer, count: Int) {
        unsafe (start, next, end) = (room, room, room + count)
    }

    /// From now on records go into this room.
    mutating func offer(_ room: UnsafeMutableRawBufferPointer) {
        guard let base = room.baseAddress else { return }
        isStaging = false
        unsafe use(base, count: room.count)
        directCount = 0
        isReady = true
    }

    /// Ends the use of the room, and returns how many bytes of it have been written.
    mutating func withdraw() -> Int {
        if isStaging {
            stagedCount = usedCount
        } else {
            directCount = usedCount
            stagedCount = 0
            moveToStage()
        }
        let count = directCount
        directCount = 0
        return count
    }

    /// The number of bytes in the room, or in the stage.
    private var usedCount: Int { unsafe next - start }

    /// Whether `count` bytes can be put.
    @inline(__always)
    func hasRoom(_ count: Int) -> Bool { unsafe end - next >= count }

    /// The host's room is too small: from now on records go into the stage.
    mutating func leaveRoom() {
        guard !isStaging else { return }
        directCount = usedCount
        stagedCount = 0
        moveToStage()
        isReady = false
    }

    /// Whether the stage would hold more than `limit` bytes with `count` more.
    func exceeds(_ limit: Int, with count: Int) -> Bool { usedCount &+ count > limit }

    /// Makes room for `count` bytes in the stage; false if there is no memory for them.
    mutating func growStage(_ count: Int) -> Bool {
        let used = usedCount
        guard stage.reserve(used &+ count) else {
            fail()
            return false
        }
        moveToStage()
        advance(used)
        return true
    }

    /// No more is put into the stage before what is there has been handed on.
    mutating func closeStage() {
        stagedCount = usedCount
        isReady = false
    }

    /// There was no memory: the message ends.
    mutating func fail() {
        hasFailed = true
        isReady = false
    }

    // MARK: Handing on what is staged

    /// Whether bytes wait in the stage.
    var hasStaged: Bool { drainedCount < stagedCount }

    /// Hands on what waits in the stage, as far as there is room.
    @_lifetime(output: copy output)
    mutating func drain(_ output: inout OutputCursor) {
        if hasStaged {
            let staged = stage.text(0, stagedCount)
            drainedCount &+= output.append(staged.dropFirst(drainedCount))
        }
        if !hasStaged {
            stagedCount = 0
            drainedCount = 0
        }
    }

    // MARK: Parts of records, for which there is room

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        unsafe next.storeBytes(of: byte, as: UInt8.self)
        advance(1)
    }

    @inline(__always)
    private mutating func advance(_ count: Int) {
        unsafe next += count
    }

    @inline(__always)
    mutating func put(_ type: RecordType, plus more: UInt8 = 0) {
        put(type.rawValue &+ more)
    }

    /// Puts a number, the lowest byte first.
    @inline(__always)
    mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(number: Number) {
        unsafe next.storeBytes(of: number.littleEndian, as: Number.self)
        advance(MemoryLayout<Number>.size)
    }

    mutating func putMultiByteInt31(_ value: Int) {
        MultiByteInt31.write(value) { put($0) }
    }

    @inline(__always)
    mutating func putBytes(_ bytes: ByteText) {
        unsafe bytes.copy(to: next)
        advance(bytes.count)
    }

    /// Puts a string after its length.
    mutating func putString(_ string: ByteText) {
        putMultiByteInt31(string.count)
        putBytes(string)
    }

    /// Puts a text of at most `shortCount` bytes, of which as many are stored as the text has.
    @inline(__always)
    mutating func putShort(_ text: ByteText) {
        let count = text.count
        guard count > 0, count <= Self.shortCount else { return }
        unsafe ShortCopy.copy(from: text.baseAddress, to: next.assumingMemoryBound(to: UInt8.self), count: count)
        advance(count)
    }

    /// Puts the record of a value that `text` reads like, with `more` added to its type. False, with nothing put, if there is
    /// no such value.
    @inline(__always)
    mutating func putTyped(_ text: ByteText, plus more: UInt8) -> Bool {
        let count = unsafe TypedText.encode(text, into: UnsafeMutableRawBufferPointer(start: next, count: end - next))
        guard count > 0 else { return false }
        unsafe next.storeBytes(of: next.load(as: UInt8.self) &+ more, as: UInt8.self)
        advance(count)
        return true
    }

    /// Puts the record of a number below 2^31, with `more` added to its type. Five bytes are stored always.
    @inline(__always)
    mutating func putNumber(_ value: UInt64, plus more: UInt8) {
        let (type, size): (RecordType, Int) =
            value <= 0x7F ? (.int8Text, 1) : value <= 0x7FFF ? (.int16Text, 2) : (.int32Text, 4)
        put(type, plus: more)
        unsafe next.storeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian, as: UInt32.self)
        advance(size)
    }

    // MARK: The records of names, which are kept with them

    /// Puts the `count` bytes of the record that is kept with a name. As many as can be kept are stored, always the same
    /// number; those after the record are overwritten later.
    @inline(__always)
    mutating func putKept(_ slot: XMLNameSlot, count: Int) {
        let record = slot.payload
        unsafe next.storeBytes(of: record.0, as: SIMD16<UInt8>.self)
        unsafe next.storeBytes(of: record.1, toByteOffset: 16, as: SIMD16<UInt8>.self)
        advance(count)
    }

    /// The number of bytes from the beginning of the room to the next byte.
    @inline(__always)
    var position: Int { usedCount }

    /// Keeps the record from `position` on with its name, unless it is too long for that.
    func keepRecord(from position: Int, with slot: XMLNameSlot) {
        guard position >= 0, position <= usedCount else { return }
        slot.store(unsafe ByteText(UnsafeRawBufferPointer(start: start + position, count: usedCount &- position)))
    }
}
