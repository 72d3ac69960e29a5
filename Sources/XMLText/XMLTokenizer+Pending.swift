internal import Bytes

extension XMLTokenizer {
    /// Adds bytes to the token that was cut until it is worth looking at. Returns how many, and whether it is.
    @usableFromInline @inline(never)
    mutating func feedPending(
        _ source: UnsafeRawPointer, _ count: Int
    ) throws(XMLTextError) -> (taken: Int, isWorthLooking: Bool) {
        guard unsafe pendingIsHungry else { return (0, true) }
        // Now and then without what is searched for, too: to see that limits hold.
        let most = unsafe min(count, max(pendingSeen, 256))
        var taken = 0
        var isFound = false
        while taken < most && !isFound {
            isFound = unsafe isWanted(source.load(fromByteOffset: taken, as: UInt8.self))
            taken &+= 1
        }
        do {
            try unsafe pending.reserve(pendingCount &+ taken)
        } catch {
            throw .outOfMemory
        }
        unsafe (pending.base + pendingCount).copyMemory(from: source, byteCount: taken)
        unsafe pendingCount &+= taken
        let isWorthLooking = unsafe isFound || pendingCount >= 2 &* max(pendingSeen, 128)
        if isWorthLooking { unsafe pendingIsHungry = false }
        return (taken, isWorthLooking)
    }

    private func isWanted(_ byte: UInt8) -> Bool {
        switch unsafe wanted {
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
            let event = unsafe try step(&bytes)
            unsafe pendingTaken = bytes.position
            if event == .needsMore {
                unsafe pendingIsHungry = true
                unsafe pendingSeen = pendingCount &- bytes.position
            }
            return event
        } catch {
            unsafe pendingPlace.advance(pending.base, min(bytes.position, pendingCount))
            throw unsafe pendingPlace.locate(error)
        }
    }

    /// What is wrong with a document that has ended before it was complete. A token that was cut is looked at once more: what
    /// it breaks must not depend on where it was cut.
    @usableFromInline @inline(never)
    mutating func endedEarly() throws(XMLTextError) -> XMLTextError {
        if unsafe pendingCount > 0 { _ = unsafe try stepPending() }
        return unsafe truncated()
    }

    /// Drops what has been taken off, after it has been told.
    @usableFromInline
    mutating func dropPending() {
        let rest = unsafe pendingCount &- pendingTaken
        if unsafe attributeStart >= 0 { unsafe keepAttributePlace(pendingPlace, pending.base) }
        unsafe pendingPlace.advance(pending.base, pendingTaken)
        if unsafe rest > 0 && pendingTaken > 0 {
            unsafe pending.base.copyMemory(from: pending.base + pendingTaken, byteCount: rest)
        }
        unsafe pendingCount = max(rest, 0)
        unsafe pendingTaken = 0
    }

    /// Keeps the beginning of a token that was cut.
    @usableFromInline @inline(never)
    mutating func keepPending(_ window: UnsafeRawPointer, _ start: Int, _ count: Int) throws(XMLTextError) {
        do {
            try unsafe pending.reserve(count &- start)
        } catch {
            throw .outOfMemory
        }
        unsafe pending.base.copyMemory(from: window + start, byteCount: count &- start)
        unsafe pendingCount = count &- start
        unsafe pendingSeen = pendingCount
        unsafe pendingIsHungry = true
        unsafe pendingPlace = place
        unsafe pendingPlace.advance(window, start)
    }

    /// Is done with bytes of the window.
    @usableFromInline
    mutating func leave(_ window: UnsafeRawPointer, _ count: Int) {
        if unsafe attributeStart >= 0 { unsafe keepAttributePlace(place, window) }
        unsafe place.advance(window, count)
    }

    /// Keeps where the attribute that is being read begins, before the bytes there are left, which begin at `place`.
    private mutating func keepAttributePlace(_ place: XMLPlace, _ bytes: UnsafeRawPointer) {
        unsafe attributePlace = place
        unsafe attributePlace.advance(bytes, attributeStart)
        unsafe attributeStart = -1
    }

    /// The error, behind `count` bytes of the window.
    @usableFromInline
    func locate(_ error: XMLTextError, _ window: UnsafeRawPointer, _ count: Int) -> XMLTextError {
        var here = unsafe place
        unsafe here.advance(window, count)
        return here.locate(error)
    }

    @usableFromInline
    func truncated() -> XMLTextError {
        unsafe place.locate(.invalid("the document ends before its root element does"))
    }
}
