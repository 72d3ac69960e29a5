internal import Bytes
internal import CodecKit
internal import XMLText

/// Common records that start tags are made of.
extension RecordDecoder {
    /// The prefix of a name: up to seven bytes, as a number, or none.
    private struct Prefix {
        var word: UInt64 = 0
        var count = 0
        /// Whether it needs no declaration that may yet come.
        var isDeclared = true

        /// Writes it with a colon behind it, and more bytes that do not count. Returns how many do.
        @inline(__always)
        func write(to place: UnsafeMutablePointer<UInt8>) -> Int {
            let colon = UInt64(UInt8(ascii: ":")) &<< UInt64(truncatingIfNeeded: count &* 8)
            unsafe UnsafeMutableRawPointer(place).storeBytes(of: (word | colon).littleEndian, as: UInt64.self)
            return count > 0 ? count &+ 1 : 0
        }
    }

    /// An element with a short name, whose prefix, if it has more than a letter, is declared further out.
    @inline(__always)
    mutating func commonElement(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        let depth = frames.count
        guard depth > 0, depth < Int(limits.maxDepth) else { return false }
        var next = unsafe run.source + 1
        let prefix: Prefix
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixElementA.rawValue {
            guard type.rawValue <= RecordType.prefixElementZ.rawValue else { return false }
            prefix = letterPrefix(type, from: .prefixElementA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryElementA.rawValue {
            prefix = letterPrefix(type, from: .prefixDictionaryElementA)
            isDictionary = true
        } else {
            guard let spelled = unsafe spelledPrefix(type, &next) else { return false }
            prefix = spelled
            isDictionary = type.rawValue & 2 != 0
        }
        guard let (local, count) = unsafe commonName(&next, isDictionary: isDictionary), unsafe next <= run.sourceEnd else {
            return false
        }
        if isTagOpen { try closeCommonTag(&run) }
        run.append(UInt8(ascii: "<"))
        let nameStart = names.count
        guard names.reserve(additional: Self.maxWholeCount &+ 2 &* TextWriter.stride) else { throw .outOfMemory }
        guard let place = unsafe names.free.baseAddress else { return false }
        let localStart = unsafe prefix.write(to: run.target)
        _ = unsafe prefix.write(to: place)
        unsafe ShortCopy.copyStrides(from: local, to: run.target + localStart, and: place + localStart, count: count)
        let whole = localStart &+ count
        names.extend(by: whole)
        unsafe run.target += whole
        let frame = Frame(nameStart: nameStart, nameCount: whole, prefixCount: prefix.count, scope: scope.mark)
        guard frames.append(frame) else { throw .outOfMemory }
        isTagOpen = true
        isPrefixInDoubt = !prefix.isDeclared
        tagStart = run.position
        declarationCount = 0
        unsafe run.source = next
        return true
    }

    /// An attribute with a short name and a value that is plain text or a number.
    @inline(__always)
    mutating func commonAttribute(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        guard isTagOpen, attributes.count < Int(limits.maxAttributes),
            limits.maxAttributeValueLength >= UInt32(CommonRun.plentyOfInput)
        else { return false }
        var next = unsafe run.source + 1
        let prefix: Prefix
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixAttributeA.rawValue {
            prefix = letterPrefix(type, from: .prefixAttributeA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryAttributeA.rawValue {
            prefix = letterPrefix(type, from: .prefixDictionaryAttributeA)
            isDictionary = true
        } else {
            guard type.rawValue >= RecordType.shortAttribute.rawValue,
                type.rawValue <= RecordType.dictionaryAttribute.rawValue,
                let spelled = unsafe spelledPrefix(type, &next)
            else { return false }
            prefix = spelled
            isDictionary = type.rawValue & 2 != 0
        }
        // A name that XML has reserved is left to `step`, with all that begin like it.
        guard let (local, count) = unsafe commonName(&next, isDictionary: isDictionary), unsafe local[0] != UInt8(ascii: "x"),
            unsafe next < run.sourceEnd
        else { return false }
        let start = unsafe run.target
        run.append(UInt8(ascii: " "))
        unsafe run.target += prefix.write(to: run.target)
        unsafe ShortCopy.copyStrides(from: local, to: run.target, count: count)
        unsafe run.target += count
        run.append(UInt8(ascii: "="))
        run.append(UInt8(ascii: "\""))
        guard unsafe commonAttributeValue(&next, &run), unsafe next <= run.sourceEnd else {
            unsafe run.target = start
            return false
        }
        run.append(UInt8(ascii: "\""))
        let key = unsafe ShortWord.of(padded: local, count: count)
        unsafe try attributes.append(
            key, prefixCount: prefix.count, isDeclared: prefix.isDeclared, count: Self.maxWholeCount
        ) { place in
            let start = unsafe prefix.write(to: place)
            unsafe ShortCopy.copyStrides(from: local, to: place + start, count: count)
            return start &+ count
        }
        unsafe run.source = next
        return true
    }

    /// Writes the value of an attribute, a record at `next`, and moves `next` behind it. False if it is not a common one.
    @inline(__always)
    private func commonAttributeValue(_ next: inout UnsafePointer<UInt8>, _ run: inout CommonRun) -> Bool {
        let type = unsafe RecordType(rawValue: next[0])
        if type == .chars8Text {
            let count = unsafe Int(next[1])
            guard count <= CommonRun.plentyOfInput &- 2 &* Self.maxWholeCount,
                unsafe PlainText.copy(from: next + 2, to: run.target, count: count, .attribute)
            else { return false }
            unsafe run.target += count
            unsafe next += 2 &+ count
            return true
        }
        guard let count = ValueText.byteCount(of: type), unsafe writeCommonValue(type, next + 1, &run) else { return false }
        unsafe next += 1 &+ count
        return true
    }

    /// The prefix of one letter that the type of a record stands for.
    @inline(__always)
    private func letterPrefix(_ type: RecordType, from first: RecordType) -> Prefix {
        let word = UInt64(0x61 &+ type.rawValue &- first.rawValue)
        return Prefix(word: word, count: 1, isDeclared: scope.knows(word))
    }

    /// The prefix at `next`, if records of that type, one of four, have any; nil if it is not known to be declared.
    @inline(__always)
    private func spelledPrefix(_ type: RecordType, _ next: inout UnsafePointer<UInt8>) -> Prefix? {
        guard type.rawValue & 1 != 0 else { return Prefix() }
        let count = unsafe Int(next[0])
        guard count > 0, count < 8 else { return nil }
        let word = unsafe ShortWord.of(padded: next + 1, count: count)
        guard scope.knows(word) else { return nil }
        unsafe next += 1 &+ count
        return Prefix(word: word, count: count)
    }

    /// The short name at `next`, which can be read 16 bytes at a time; nil if it is not short, or no name of ASCII.
    @inline(__always)
    private func commonName(
        _ next: inout UnsafePointer<UInt8>, isDictionary: Bool
    ) -> (start: UnsafePointer<UInt8>, count: Int)? {
        if isDictionary { return unsafe commonDictionaryName(&next) }
        let count = unsafe Int(next[0])
        let start = unsafe next + 1
        guard count > 0, count <= Self.maxLocalCount, unsafe PlainText.isName(start, count: count) else { return nil }
        unsafe next += 1 &+ count
        return unsafe (start, count)
    }

    @inline(__always)
    private func commonDictionaryName(_ next: inout UnsafePointer<UInt8>) -> (start: UnsafePointer<UInt8>, count: Int)? {
        let low = unsafe UInt32(next[0])
        let high = unsafe low < 0x80 ? 0 : UInt32(next[1])
        guard high < 0x80 else { return nil }
        let id = low & 0x7F | high << 7
        guard id & 1 == 0 ? StaticDictionary.isName(id) : isSession && strings.isName(id),
            let name = unsafe id & 1 == 0 ? StaticDictionary.string(id) : strings.string(id),
            let start = name.baseAddress, name.count <= Self.maxLocalCount
        else { return nil }
        unsafe next += low < 0x80 ? 1 : 2
        return unsafe (start, name.count)
    }

    /// Ends the start tag that is open.
    @inline(__always)
    mutating func closeCommonTag(_ run: inout CommonRun) throws(CodecError) {
        try checkCommonTag()
        run.append(UInt8(ascii: ">"))
    }

    /// Judges the start tag that is open, at length only if it must be.
    @inline(__always)
    mutating func checkCommonTag() throws(CodecError) {
        if isPrefixInDoubt || attributes.isInDoubt { return try checkDoubtfulTag() }
        isTagOpen = false
        attributes.removeAll()
    }

    /// Out of line: few tags come here, and the others are to stay short.
    private mutating func checkDoubtfulTag() throws(CodecError) {
        try checkTag()
    }
}
