public import Bytes

extension XMLTokenizer {
    /// Adds bytes to the token that was cut until it is worth looking at. Returns how many, and whether it is.
    @usableFromInline @inline(never)
    mutating func feedPending(
        _ source: UnsafeRawPointer, _ count: Int
    ) throws(XMLTextError) -> (taken: Int, isWorthLooking: Bool) {
        guard pendingIsHungry else { return (0, true) }
        // Now and then without what is searched for, too: to see that limits hold.
        let most = min(count, max(pendingSeen, 256))
        var taken = 0
        var isFound = false
        while taken < most && !isFound {
            isFound = unsafe isWanted(source.load(fromByteOffset: taken, as: UInt8.self))
            taken &+= 1
        }
        do {
            try pending.reserve(pendingCount &+ taken)
        } catch {
            throw .outOfMemory
        }
        unsafe (pending.base + pendingCount).copyMemory(from: source, byteCount: taken)
        pendingCount &+= taken
        let isWorthLooking = isFound || pendingCount >= 2 &* max(pendingSeen, 128)
        if isWorthLooking { pendingIsHungry = false }
        return (taken, isWorthLooking)
    }

    private func isWanted(_ byte: UInt8) -> Bool {
        switch wanted {
        case .anything: true
        case .endOfName: !XMLCharacters.isNameByte(byte)
        case .greaterThan: byte == 0x3E
        case .semicolon: byte == 0x3B
        }
    }

    /// Takes one token off the token that was cut.
    @usableFromInline
    mutating func stepPending() throws(XMLTextError) -> XMLEvent {
        var bytes = unsafe XMLScanner(pending.base, pendingCount)
        do throws(XMLTextError) {
            let event = try step(&bytes)
            pendingTaken = bytes.position
            if event == .needsMore {
                pendingIsHungry = true
                pendingSeen = pendingCount &- bytes.position
            }
            return event
        } catch {
            unsafe pendingPlace.advance(pending.base, min(bytes.position, pendingCount))
            throw pendingPlace.locate(error)
        }
    }

    /// What is wrong with a document that has ended before it was complete. A token that was cut is looked at once more: what
    /// it breaks must not depend on where it was cut.
    @usableFromInline @inline(never)
    mutating func endedEarly() throws(XMLTextError) -> XMLTextError {
        if pendingCount > 0 { _ = try stepPending() }
        return truncated()
    }

    /// Drops what has been taken off, after it has been told.
    @usableFromInline
    mutating func dropPending() {
        let rest = pendingCount &- pendingTaken
        if attributeStart >= 0 { unsafe keepAttributePlace(pendingPlace, pending.base) }
        unsafe pendingPlace.advance(pending.base, pendingTaken)
        if rest > 0 && pendingTaken > 0 {
            unsafe pending.base.copyMemory(from: pending.base + pendingTaken, byteCount: rest)
        }
        pendingCount = max(rest, 0)
        pendingTaken = 0
    }

    /// Keeps the beginning of a token that was cut.
    @usableFromInline @inline(never)
    mutating func keepPending(_ window: UnsafeRawPointer, _ start: Int, _ count: Int) throws(XMLTextError) {
        do {
            try pending.reserve(count &- start)
        } catch {
            throw .outOfMemory
        }
        unsafe pending.base.copyMemory(from: window + start, byteCount: count &- start)
        pendingCount = count &- start
        pendingSeen = pendingCount
        pendingIsHungry = true
        pendingPlace = place
        unsafe pendingPlace.advance(window, start)
    }

    /// Is done with bytes of the window.
    @usableFromInline
    mutating func leave(_ window: UnsafeRawPointer, _ count: Int) {
        if attributeStart >= 0 { unsafe keepAttributePlace(place, window) }
        unsafe place.advance(window, count)
    }

    /// Keeps where the attribute that is being read begins, before the bytes there are left, which begin at `place`.
    private mutating func keepAttributePlace(_ place: XMLPlace, _ bytes: UnsafeRawPointer) {
        attributePlace = place
        unsafe attributePlace.advance(bytes, attributeStart)
        attributeStart = -1
    }

    /// The error, behind `count` bytes of the window.
    @usableFromInline
    func locate(_ error: XMLTextError, _ window: UnsafeRawPointer, _ count: Int) -> XMLTextError {
        var here = place
        unsafe here.advance(window, count)
        return here.locate(error)
    }

    @usableFromInline
    func truncated() -> XMLTextError {
        place.locate(.invalid("the document ends before its root element does"))
    }
}
