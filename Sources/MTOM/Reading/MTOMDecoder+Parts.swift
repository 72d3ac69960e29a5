internal import Bytes
internal import CodecKit

/// What becomes of the parts of a package.
extension MTOMDecoder {
    /// Decides by its header fields what becomes of a part.
    mutating func beginPart() throws(CodecError) {
        let headers = try PartHeaders(reader.headers)
        transfer.begin(headers.encoding)
        current = -1
        if !hasRoot && isRoot(headers.id) {
            hasRoot = true
            guard rootID.append(headers.id) else { throw .outOfMemory }
            role = .root
            if lists { listing.beginPart(headers.id, headers.contentType, isRoot: true) }
            return try checkRoot(MIMEValue(headers.contentType))
        }
        guard partCount < maxParts else {
            throw .quotaExceeded("the package has too many parts", limit: UInt64(truncatingIfNeeded: maxParts), .maxParts)
        }
        partCount &+= 1
        role = .skip
        if lists { return beginListed(headers) }
        if headers.id.isEmpty { return }
        guard !hasRoot || headers.id != rootID.text else {
            throw .invalidFormat("two parts have the same Content-ID", name: headers.id)
        }
        if !hasRoot {
            role = .hold
            _ = try store.openEarly(headers.id)
        } else if let index = root.references.find(headers.id) {
            try beginReferredPart(headers.id, index)
        }
    }

    /// Whether the part with this identifier is the root: the one that the label names, or else the first.
    private func isRoot(_ id: ByteText) -> Bool {
        let start = label.start
        return start.isEmpty ? partCount == 0 : start == id
    }

    private mutating func checkRoot(_ type: MIMEValue) throws(CodecError) {
        guard
            type.name.isEmpty || type.isNamed(XOP.mediaType) || type.isNamed("text/xml")
                || type.isNamed("application/soap+xml")
        else { throw .invalidFormat("the root part of the package is not XML", name: type.name) }
        guard let name = type.parameter("charset") else { return }
        if RootCharset.isUTF16(name) {
            try charset.beginUTF16(name.value)
        } else if !name.equals("utf-8") && !name.equals("us-ascii") {
            throw .invalidFormat("the root part of the package is in another charset than UTF-8 and UTF-16", name: name.value)
        }
    }

    private mutating func beginReferredPart(_ id: ByteText, _ index: Int) throws(CodecError) {
        guard root.references[index].state == .absent else {
            throw .invalidFormat("two parts have the same Content-ID", name: id)
        }
        current = index
        if index == root.references.next {
            role = .stream
            root.setState(.streaming, of: index)
        } else {
            role = .hold
            root.setState(.held, of: index, part: try store.open())
        }
    }

    /// Begins the line of a part. Whether an Include refers to it is known only after the root.
    private mutating func beginListed(_ headers: PartHeaders) {
        listing.beginPart(headers.id, headers.contentType, isRoot: false)
        guard let index = root.references.find(headers.id) else { return }
        current = index
        root.setState(.streamed, of: index)
    }

    private mutating func endListed() throws(CodecError) {
        if role == .root {
            listing.endPart(ByteText(), "")
        } else if current >= 0 {
            listing.endPart(root.references.element(current), " of element")
        } else {
            listing.endPart(ByteText(), hasRoot ? ", to which nothing refers" : ", before the root")
        }
        if listing.hasFailed { throw .outOfMemory }
    }

    /// Uses bytes of the part, at least one. Returns how many it has used.
    @_lifetime(output: copy output)
    mutating func use(_ bytes: ByteText, _ output: inout OutputCursor) throws(CodecError) -> Int {
        switch role {
        case .skip:
            listing.size &+= bytes.count
            return bytes.count
        case .root:
            if !hasRootBytes {
                hasRootBytes = true
                // No text in UTF-8 begins like this.
                if !charset.isUTF16 && (bytes[0] >= 0xFE || bytes[0] == 0) { try charset.beginUTF16(nil) }
            }
            guard charset.isUTF16 else { return try readRoot(bytes) }
            guard charset.waiting.isEmpty else {
                charset.take(try readRoot(charset.waiting))
                return 0
            }
            return try charset.convert(bytes, isLast: false)
        case .stream: return base64.write(bytes, into: &output)
        case .hold:
            try store.append(bytes)
            return bytes.count
        }
    }

    /// Reads text of the root part. Returns the number of bytes taken.
    private mutating func readRoot(_ bytes: ByteText) throws(CodecError) -> Int {
        let before = root.references.count
        let taken = try root.read(bytes)
        if lists { listing.size &+= taken }
        guard root.references.count > before else { return taken }
        if lists { root.advance() } else { try findEarlyPart(before) }
        return taken
    }

    private mutating func endRoot() throws(CodecError) {
        var isConverted = !charset.isUTF16
        while true {
            while !charset.waiting.isEmpty { charset.take(try readRoot(charset.waiting)) }
            if isConverted { break }
            _ = try charset.convert(ByteText(), isLast: true)
            isConverted = true
        }
        try root.finish()
    }

    /// Looks whether the part of an Include that has just been read came before the root.
    private mutating func findEarlyPart(_ index: Int) throws(CodecError) {
        let found = store.findEarly(root.references.id(index)) ?? store.findEarly(root.references.writtenID(index))
        guard let found else { return }
        guard store.claim(found) else { throw .invalidFormat("a part is referred to twice", name: root.references.id(index)) }
        root.setState(.held, of: index, part: found)
    }

    mutating func endPart() throws(CodecError) {
        try transfer.finish()
        switch role {
        case .root: try endRoot()
        case .stream: root.setState(.streamed, of: current)
        case .hold, .skip: break
        }
        if lists { try endListed() }
        role = .skip
    }

    /// Makes sure that nothing is missing.
    mutating func endPackage() throws(CodecError) {
        if lists {
            for index in 0..<root.references.count where root.references[index].state == .absent {
                listing.addMissing(root.references.writtenID(index), root.references.element(index))
            }
            return
        }
        guard hasRoot else { throw .invalidFormat("the package lacks its root part", name: label.start) }
        try root.references.requireAll()
    }

    // MARK: Passing on

    /// Passes on what is ready, as far as there is room. Returns whether all of that has been.
    @_lifetime(output: copy output)
    mutating func passReady(_ output: inout OutputCursor) throws(CodecError) -> Bool {
        if lists {
            root.dropText()
            return listing.pass(to: &output)
        }
        while true {
            guard root.pass(to: &output) else { return false }
            guard !root.references.isDone else { return true }
            let next = root.references[root.references.next]
            switch next.state {
            case .absent, .streaming: return true
            case .streamed:
                guard base64.finish(into: &output) else { return false }
            case .held:
                // A part that is still being read may be one that is held.
                if role == .hold && current == root.references.next { return true }
                let rest = store.text(next.part).dropFirst(passedHeld)
                passedHeld &+= base64.write(rest, into: &output)
                guard passedHeld == store.text(next.part).count, base64.finish(into: &output) else { return false }
                store.release(next.part)
                passedHeld = 0
            }
            root.advance()
        }
    }
}
