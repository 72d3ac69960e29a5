internal import Bytes
internal import XMLText

/// Writes what the tokenizer finds as records of [MC-NBFX], the shortest that read back as the same: into the room that the
/// host offers or, for a record that does not fit there, into a place of its own from which it is handed on.
@safe
struct RecordEncoder: ~Copyable {
    /// The next byte to be written, and the end of the room.
    var cursor: UnsafeMutableRawPointer
    var limit: UnsafeMutableRawPointer
    /// Whether the tokenizer may go on: everything has gone where it belongs.
    var isReady = true
    /// There was no memory.
    private(set) var hasFailed = false
    /// The beginning of what `cursor` walks over, and whether that is `stage`.
    private var roomStart: UnsafeMutableRawPointer
    private(set) var isStaging = true
    /// The bytes that went into the room before it was too small.
    private var directCount = 0
    private var stage = GrowableMemory()
    private var stageCount = 0
    private var stageDrained = 0

    let usesTypedText: Bool
    /// The strings of the session; nil if there is none.
    var session: EncoderStrings?

    init(usesTypedText: Bool, session: consuming EncoderStrings?) {
        self.usesTypedText = usesTypedText
        self.session = session
        unsafe roomStart = stage.base
        unsafe cursor = stage.base
        unsafe limit = stage.base
    }

    func free() {
        stage.free()
        session?.free()
    }

    /// Begins a message. In a session its records are held back until its strings are known.
    mutating func begin() {
        hasFailed = false
        stageCount = 0
        stageDrained = 0
        directCount = 0
        beginStaging()
        isReady = true
    }

    private mutating func beginStaging() {
        isStaging = true
        unsafe roomStart = stage.base
        unsafe cursor = stage.base
        unsafe limit = stage.base + stage.capacity
    }

    // MARK: Room

    /// From now on records go into this room.
    mutating func offer(_ room: UnsafeMutableRawBufferPointer) {
        guard session?.isCollecting != true, let base = room.baseAddress else { return }
        isStaging = false
        unsafe roomStart = base
        unsafe cursor = base
        unsafe limit = base + room.count
        directCount = 0
        isReady = true
    }

    /// Ends the use of the room and returns how much of it has been written.
    mutating func withdraw() -> Int {
        if session?.isCollecting == true { return 0 }
        if !isStaging {
            unsafe directCount = cursor - roomStart
        } else {
            unsafe stageCount = cursor - roomStart
        }
        let count = directCount
        directCount = 0
        beginStagingBehind()
        return count
    }

    private mutating func beginStagingBehind() {
        if isStaging { return }
        stageCount = 0
        beginStaging()
    }

    /// Whether bytes wait to be handed on.
    var hasStaged: Bool {
        session?.isCollecting != true && (stageDrained < stageCount || session?.hasUnsentTable == true)
    }

    /// Hands on what waits, as far as there is room, and returns how much that is.
    mutating func drain(_ room: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = room.baseAddress else { return 0 }
        var count = unsafe session?.drainTable(room) ?? 0
        let taken = min(stageCount &- stageDrained, room.count &- count)
        if taken > 0 {
            unsafe (base + count).copyMemory(from: stage.base + stageDrained, byteCount: taken)
            stageDrained &+= taken
            count &+= taken
        }
        if !hasStaged {
            stageCount = 0
            stageDrained = 0
        }
        return count
    }

    /// Ends the time in which strings are added: the table is complete, and what is staged can follow it.
    mutating func endCollecting() {
        guard session?.isCollecting == true else { return }
        unsafe stageCount = cursor - roomStart
        isReady = false
        if session?.endCollecting() == false { fail() }
    }

    private mutating func fail() {
        hasFailed = true
        isReady = false
    }

    /// Makes sure of room for `count` bytes; false if there is no memory.
    @inline(__always)
    mutating func reserve(_ count: Int) -> Bool {
        if unsafe limit - cursor >= count { return true }
        return makeRoom(count)
    }

    @inline(never)
    private mutating func makeRoom(_ count: Int) -> Bool {
        if hasFailed { return false }
        if !isStaging {
            unsafe directCount = cursor - roomStart
            stageCount = 0
            beginStaging()
            isReady = false
        }
        let used = unsafe cursor - roomStart
        if session?.isCollecting == true && used &+ count > EncoderStrings.stagingSize { endCollecting() }
        do throws(OutOfMemory) {
            try stage.reserve(used &+ count)
        } catch {
            fail()
            return false
        }
        unsafe roomStart = stage.base
        unsafe cursor = stage.base + used
        unsafe limit = stage.base + stage.capacity
        return true
    }

    // MARK: Parts of records. There is room for them.

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        unsafe cursor.storeBytes(of: byte, as: UInt8.self)
        unsafe cursor += 1
    }

    @inline(__always)
    mutating func put(_ type: RecordType, plus more: UInt8 = 0) {
        put(type.rawValue &+ more)
    }

    /// A number of up to 31 bits, seven to a byte ([MC-NBFX], section 2.1.2).
    mutating func putMultiByteInt31(_ value: Int) {
        var rest = value
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func putBytes(_ bytes: ByteText) {
        guard let base = unsafe bytes.baseAddress, bytes.count > 0 else { return }
        unsafe cursor.copyMemory(from: base, byteCount: bytes.count)
        unsafe cursor += bytes.count
    }

    /// A string with its length before it.
    mutating func putString(_ string: ByteText) {
        putMultiByteInt31(string.count)
        putBytes(string)
    }

    /// The most bytes that the length of a string or an identifier takes.
    static var longestNumber: Int { 5 }
}
