internal import Bytes

/// Some first bytes of a message, and what they may be the beginning of.
struct MessageBeginning {
    private typealias Match = MessageOpening.Match

    private let words: (UInt64, UInt64)
    private let count: Int

    @_optimize(size)
    init(_ words: (UInt64, UInt64), count: Int) {
        self.words = words
        self.count = min(count, MessageOpening.capacity)
    }

    /// The first format that they match, provided that none before it is still possible.
    @_optimize(size)
    var recognition: MessageOpening.Recognition {
        var isUndecided = false
        var index: UInt8 = 0
        while let format = MessageFormat(rawValue: index) {
            switch match(format) {
            case .yes: return isUndecided ? .undecided : .format(format)
            case .maybe: isUndecided = true
            case .no: break
            }
            index &+= 1
        }
        return isUndecided ? .undecided : .unknown
    }

    /// XML and other text in UTF-8 may begin with a byte order mark.
    @_optimize(size)
    func match(expected format: MessageFormat) -> MessageOpening.Match {
        format == .textXML || format == .plainText ? any(textXML, match(.markedUTF8)) : match(format)
    }

    @_optimize(size)
    func match(_ format: MessageFormat) -> MessageOpening.Match {
        switch format {
        case .textXML: textXML
        case .markedUTF8: begins(0xEF_BB_BF, 3)
        case .utf16: any(begins(0xFF_FE, 2), begins(0xFE_FF, 2), begins(0x3C_00, 2), begins(0x00_3C, 2))
        case .binaryXML: envelope(at: 0)
        case .sessionXML: session(at: 0)
        case .gzip: begins(0x1F_8B_08, 3)
        // Windows of 32 KiB, at each of the four levels that a header can tell.
        case .zlib: any(begins(0x78_9C, 2), begins(0x78_DA, 2), begins(0x78_01, 2), begins(0x78_5E, 2))
        case .zstd: begins(0x28_B5_2F_FD, 4)
        case .http: any(begins("HTTP/1."), request)
        case .mime: any(boundary, begins("MIME-Version:"), begins("Content-Type:"))
        case .netTCP: netTCP
        // They begin like nothing in particular.
        case .rawDeflate, .brotli, .plainText: .no
        }
    }

    // MARK: Parts of patterns

    /// The byte at `index`; nil if it is not there yet.
    private subscript(index: Int) -> UInt8? {
        guard index < count else { return nil }
        return UInt8(truncatingIfNeeded: (index < 8 ? words.0 : words.1) &>> (UInt64(truncatingIfNeeded: index & 7) &* 8))
    }

    @_optimize(size)
    private func any(
        _ first: Match, _ second: Match, _ third: Match = .no, _ fourth: Match = .no
    ) -> Match {
        if first == .yes || second == .yes || third == .yes || fourth == .yes { return .yes }
        return first == .maybe || second == .maybe || third == .maybe || fourth == .maybe ? .maybe : .no
    }

    /// Whether they begin with `length` bytes, the first one highest in `pattern`.
    @_optimize(size)
    private func begins(_ pattern: UInt32, _ length: Int) -> Match {
        for index in 0..<length {
            guard let byte = self[index] else { return .maybe }
            guard byte == UInt8(truncatingIfNeeded: pattern >> UInt32(8 &* (length &- 1 &- index))) else { return .no }
        }
        return .yes
    }

    @inline(never)
    @_optimize(size)
    private func begins(_ text: StaticString, at start: Int = 0) -> Match {
        var index = 0
        while let expected = text.byte(at: index) {
            guard let byte = self[start &+ index] else { return .maybe }
            guard byte == expected else { return .no }
            index &+= 1
        }
        return .yes
    }

    private static func isGraphic(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    // MARK: Text

    /// "<", the beginning of a name or of other markup, and then nothing but text for a while.
    private var textXML: Match {
        guard let first = self[0] else { return .maybe }
        guard first == UInt8(ascii: "<") else { return .no }
        guard let second = self[1] else { return .maybe }
        let isName = second | 0x20 >= 0x61 && second | 0x20 <= 0x7A || second == UInt8(ascii: "_") || second >= 0xC2
        guard isName || second == UInt8(ascii: "?") || second == UInt8(ascii: "!") else { return .no }
        for index in 2..<8 {
            guard let byte = self[index] else { return .maybe }
            guard byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return .no }
        }
        return .yes
    }

    private var request: Match {
        any(
            any(begins("GET /"), begins("POST /"), begins("PUT /"), begins("HEAD /")),
            any(begins("PATCH /"), begins("DELETE /"), begins("OPTIONS ")))
    }

    /// Two hyphens and a boundary.
    private var boundary: Match {
        for index in 0..<8 {
            guard let byte = self[index] else { return .maybe }
            guard index < 2 ? byte == UInt8(ascii: "-") : Self.isGraphic(byte) else { return .no }
        }
        return .yes
    }

    // MARK: Binary XML

    /// The element Envelope, of the dictionary, with a prefix of one letter, and a declaration.
    @_optimize(size)
    private func envelope(at start: Int) -> Match {
        guard let type = self[start] else { return .maybe }
        guard type >= 0x44, type <= 0x5D else { return .no }
        guard let identifier = self[start &+ 1] else { return .maybe }
        guard identifier == 0x02 else { return .no }
        guard let declaration = self[start &+ 2] else { return .maybe }
        return declaration >= 0x08 && declaration <= 0x0B ? .yes : .no
    }

    /// The number at `index`, seven bits a byte; nil if it is cut off, or has over 21 bits. Moves `index` past it.
    @_optimize(size)
    private func number(_ index: inout Int) -> Int? {
        var value = 0
        for place in 0..<3 {
            guard let byte = self[index &+ place] else { return nil }
            value |= Int(byte & 0x7F) << (7 &* place)
            if byte < 0x80 {
                index &+= place &+ 1
                return value
            }
        }
        return nil
    }

    /// A string table, or the size of an empty one before an element.
    @_optimize(size)
    private func session(at start: Int) -> Match {
        var index = start
        guard let size = number(&index) else { return cutOff(at: index) }
        if size == 0 { return element(at: index) }
        let end = index &+ size
        let isLong = index > start &+ 1
        let first = index
        let isString = string(&index, before: end)
        guard isString != .no else { return .no }
        if isNamespace(at: first &+ 1) { return .yes }
        if isLong && count &- first > 8 { return .yes }
        guard isString == .yes else { return .maybe }
        if index == end { return element(at: index) }
        let second = index
        let isSecond = string(&index, before: end)
        guard isSecond != .no else { return .no }
        if isNamespace(at: second &+ 1) { return .yes }
        // A table of such a size begins like an element, whose prefix and name, or name and declaration, read like strings.
        if element(at: start) == .yes { return namespace(at: second &+ 1) }
        return isSecond == .yes && index &- second < 4 ? .no : isSecond
    }

    private func isNamespace(at index: Int) -> Bool { namespace(at: index) == .yes }

    private func namespace(at index: Int) -> Match { any(begins("http:", at: index), begins("urn:", at: index)) }

    @_optimize(size)
    private func element(at index: Int) -> Match {
        guard let type = self[index] else { return .maybe }
        return type >= 0x40 && type <= 0x77 ? .yes : .no
    }

    /// A number that could not be read is too large, unless there may be more of it.
    private func cutOff(at index: Int) -> Match { count &- index >= 3 ? .no : .maybe }

    /// The string of graphic characters at `index`, after its length. Moves `index` past it.
    @_optimize(size)
    private func string(_ index: inout Int, before end: Int) -> Match {
        guard let length = number(&index) else { return cutOff(at: index) }
        guard length > 0, index &+ length <= end else { return .no }
        for _ in 0..<length {
            guard let byte = self[index] else { return .maybe }
            guard Self.isGraphic(byte) else { return .no }
            index &+= 1
        }
        return .yes
    }

    /// A version record, a fault, or an envelope and its size with a message in it.
    private var netTCP: Match {
        guard let type = self[0] else { return .maybe }
        var index = 1
        switch type {
        case 0x00: return begins(0x00_01_00, 3)
        case 0x06:
            guard number(&index) != nil else { return cutOff(at: index) }
            return any(session(at: index), envelope(at: index))
        case 0x08:
            guard number(&index) != nil else { return cutOff(at: index) }
            return begins("http:", at: index)
        default: return .no
        }
    }
}
