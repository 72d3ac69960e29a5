internal import Bytes
internal import XMLText

/// Writes what the tokenizer finds as records of [MC-NBFX], the shortest that read back as the same. In a session they are held
/// back until the strings of the message are known.
struct RecordEncoder: ~Copyable {
    var output = RecordOutput()
    var strings: EncoderStrings
    let usesTypedText: Bool

    init(usesTypedText: Bool, strings: consuming EncoderStrings) {
        self.usesTypedText = usesTypedText
        self.strings = strings
    }

    /// Begins a message.
    mutating func begin() {
        strings.begin()
        output.begin()
    }

    // MARK: Room

    /// From now on records go into this room, unless they are held back.
    mutating func offer(_ room: UnsafeMutableRawBufferPointer) {
        if !strings.isCollecting { unsafe output.offer(room) }
    }

    /// Ends the use of the room, and returns how many bytes of it have been written.
    mutating func withdraw() -> Int {
        strings.isCollecting ? 0 : output.withdraw()
    }

    /// Whether bytes wait to be handed on.
    var hasStaged: Bool { !strings.isCollecting && (output.hasStaged || strings.hasUnsentTable) }

    /// Hands on what waits, as far as there is room.
    @_lifetime(room: copy room)
    mutating func drain(_ room: inout OutputCursor) {
        strings.drainTable(&room)
        output.drain(&room)
    }

    /// Adds no more strings: the table is complete, and what is staged can follow it.
    mutating func endCollecting() {
        guard strings.isCollecting else { return }
        output.closeStage()
        if !strings.endCollecting() { output.fail() }
    }

    /// Ends the table before the message does, if there are records to follow it.
    mutating func flush() {
        if strings.isCollecting && output.position > 0 { endCollecting() }
    }

    /// Makes sure of room for `count` bytes; false if there is no memory for them.
    @inline(__always)
    mutating func reserve(_ count: Int) -> Bool {
        output.hasRoom(count) || makeRoom(count)
    }

    @inline(never)
    private mutating func makeRoom(_ count: Int) -> Bool {
        if output.hasFailed { return false }
        output.leaveRoom()
        if strings.isCollecting && output.exceeds(EncoderStrings.stagingSize, with: count) { endCollecting() }
        return output.growStage(count)
    }
}
