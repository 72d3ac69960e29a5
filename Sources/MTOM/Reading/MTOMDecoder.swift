internal import Bytes
internal import CodecKit
internal import XMLText

/// Turns a package of MTOM back into the XML that it was made from: each Include is replaced by the base64 of its part. Parts
/// that come in the order of their Includes stream through; the root and other parts are held back. A message that is XML
/// already passes through.
///
/// What it keeps between steps is in structures with private state; the extensions have the steps.
struct MTOMDecoder: Codec, ~Copyable {
    /// What becomes of the part that is being read.
    enum Role: UInt8 {
        case skip
        case root
        /// Its bytes are what the output needs next.
        case stream
        case hold
    }

    enum Form: UInt8 {
        /// Not known before the first bytes.
        case unknown
        case text
        case package
    }

    let maxParts: Int
    /// Whether it lists the parts and writes no XML.
    let lists: Bool
    var listing = PackageListing()
    /// What stopped the listing; thrown once all lines before it are out.
    private var failure: CodecError?
    var label = IncomingLabel()
    var form = Form.unknown
    var opening = PackageOpening()
    var reader: MIMEReader
    var transfer = TransferDecoder()
    var charset = RootCharset()
    var root: RootReader
    var store: PartStore
    var base64 = Base64Output()

    var role = Role.skip
    /// The Include to which the part belongs that is being read; negative if it is not known.
    var current = -1
    var partCount = 0
    var hasRoot = false
    var rootID = GrowableBuffer<UInt8>()
    /// Whether bytes of the root have come.
    var hasRootBytes = false
    /// How many bytes of the held part whose turn it is have been passed on.
    var passedHeld = 0
    /// The offset at which the content of the part begins.
    var contentOffset: UInt64 = 0

    @inline(never)
    init(_ options: CodecOptions, lists: Bool) throws(CodecError) {
        self.lists = lists
        let hash = KeyedHash()
        maxParts = Int(options.package.maxParts)
        reader = MIMEReader(maxHeaderSize: Int(options.package.maxPartHeaderSize))
        root = try RootReader(options, hash, keepsElements: lists)
        store = PartStore(maxSize: Int(options.package.partsBufferSize(isEncoder: false)), hash)
    }

    var inputFormat: MessageFormat? { .mime }

    mutating func begin() throws(CodecError) {
        label.reset()
        form = .unknown
        opening.reset()
        reader.reset()
        transfer.begin(.none)
        listing.begin()
        failure = nil
        charset.begin()
        try root.begin()
        store.reset()
        try base64.begin()
        role = .skip
        current = -1
        partCount = 0
        hasRoot = false
        hasRootBytes = false
        rootID.removeAll()
        passedHeld = 0
        contentOffset = 0
    }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        if type.isEmpty { return }
        var text = GrowableBuffer<UInt8>()
        for index in 0..<type.count {
            guard let unit = type.text[index], let byte = UInt8(exactly: unit), byte < 0x80 else { throw .malformed }
            guard text.append(byte) else { throw .outOfMemory }
        }
        let form = form
        try label.read(text.text)
        if form != .unknown { try compare(form) }
        guard label.kind == .package else { return }
        do throws(OutOfMemory) {
            try label.decodedType(&type)
        } catch {
            throw .outOfMemory
        }
    }

    /// Compares a label that comes late with what the first bytes were taken for.
    private func compare(_ form: Form) throws(ContentTypeRefusal) {
        if label.kind == .text {
            guard form == .text else { throw .other("but the message was read as a package") }
            return
        }
        guard form == .package else { throw .other("but the message was read as text") }
        guard label.boundary.isEmpty || label.boundary == reader.delimiter.text else {
            throw .parameter("boundary", "is not the one in the message")
        }
        guard label.start.isEmpty || !hasRoot || label.start == rootID.text else {
            throw .parameter("start", "is not the first part, which was taken for the root")
        }
    }

    // MARK: Decoding

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if let failure { throw failure }
        let written = output.produced
        do throws(CodecError) {
            return try decode(&input, into: &output, isLast: isLast)
        } catch {
            guard lists && output.produced > written else { throw error }
            failure = error
            return .outputFull
        }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func decode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if form == .unknown {
            let before = input.consumed
            try recognize(&input, isLast: isLast)
            listing.position &+= UInt64(truncatingIfNeeded: input.consumed &- before)
        }
        switch form {
        case .unknown: return .needsInput
        case .text: return passText(&input, &output, isLast: isLast)
        case .package: return try unpack(&input, &output, isLast: isLast)
        }
    }

    /// Decides by the label or, if there is none, by the first bytes.
    @_lifetime(input: copy input)
    private mutating func recognize(_ input: inout InputCursor, isLast: Bool) throws(CodecError) {
        switch label.kind {
        case .text: form = .text
        case .package where !label.boundary.isEmpty:
            form = .package
            try reader.setBoundary(label.boundary)
            try reader.prepend(opening.bytes)
        case .package, .unknown:
            switch try opening.take(&input, isLast: isLast, label: &label) {
            case .unknown: break
            case .text:
                guard label.kind != .package else { throw .invalidFormat("the message begins like XML, not like a package") }
                form = .text
            case .package:
                form = .package
                try reader.setBoundary(opening.hasHeaders ? label.boundary : opening.boundary)
                if !opening.hasHeaders { try reader.prepend(opening.bytes) }
            }
        }
    }

    /// Passes on a message that is not packed.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func passText(_ input: inout InputCursor, _ output: inout OutputCursor, isLast: Bool) -> Progress {
        guard opening.pass(to: &output) else { return .outputFull }
        output.append(from: &input)
        if !input.isEmpty { return .outputFull }
        return isLast ? .finished : .mayEnd
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func unpack(
        _ input: inout InputCursor, _ output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            guard try passReady(&output) else { return .outputFull }
            if !transfer.waiting.isEmpty {
                let taken = try useContent(transfer.waiting, &output)
                transfer.take(taken)
                if taken == 0 && output.isFull { return .outputFull }
                continue
            }
            if reader.isAtEnd {
                input.skip(input.remaining)
                return isLast ? .finished : .mayEnd
            }
            var taken = 0
            let event = try nextEvent(Self.text(input), taken: &taken, isLast: isLast)
            skip(taken, &input)
            switch event {
            case .goOn: break
            case .needsInput:
                guard isLast else { return .needsInput }
                throw CodecError.invalidFormat("the package ends before its last delimiter").at(.offset(listing.position))
            case .headers:
                contentOffset = offset
                try locate(offset) { decoder throws(CodecError) in try decoder.beginPart() }
            case .data(let bytes):
                let taken = transfer.isNone ? try useContent(bytes, &output) : try decodeContent(bytes)
                skip(reader.take(taken), &input)
                if taken == 0 && output.isFull { return .outputFull }
            case .partEnd(let isLastPart):
                try locate(offset) { decoder throws(CodecError) in
                    try decoder.endPart()
                    if isLastPart { try decoder.endPackage() }
                }
            }
        }
    }

    // MARK: Errors

    // An error says where it is in the package. How many bytes have been taken by the time it is found depends on how the
    // package was cut, and is no answer.

    /// The offset of the first byte about which the reader has not told yet.
    private var offset: UInt64 {
        let untold = UInt64(truncatingIfNeeded: reader.untoldCount)
        return listing.position > untold ? listing.position &- untold : 0
    }

    private mutating func nextEvent(_ input: ByteText, taken: inout Int, isLast: Bool) throws(CodecError) -> MIMEReader.Event {
        do throws(CodecError) {
            return try reader.next(input, taken: &taken, isLast: isLast)
        } catch {
            throw error.ifNowhere(at: offset &+ UInt64(truncatingIfNeeded: reader.failedOffset))
        }
    }

    private mutating func decodeContent(_ bytes: ByteText) throws(CodecError) -> Int {
        do throws(CodecError) {
            return try transfer.decode(bytes)
        } catch {
            throw error.ifNowhere(at: offset &+ UInt64(truncatingIfNeeded: transfer.failedIndex))
        }
    }

    /// What is wrong with the content as a whole is wrong where it begins.
    @_lifetime(output: copy output)
    private mutating func useContent(_ bytes: ByteText, _ output: inout OutputCursor) throws(CodecError) -> Int {
        do throws(CodecError) {
            return try use(bytes, &output)
        } catch {
            throw error.ifNowhere(at: contentOffset)
        }
    }

    private mutating func locate(
        _ offset: UInt64, _ body: (inout MTOMDecoder) throws(CodecError) -> Void
    ) throws(CodecError) {
        do throws(CodecError) {
            try body(&self)
        } catch {
            throw error.ifNowhere(at: offset)
        }
    }

    @_lifetime(input: copy input)
    private mutating func skip(_ count: Int, _ input: inout InputCursor) {
        input.skip(count)
        listing.position &+= UInt64(truncatingIfNeeded: count)
    }

    /// The bytes left of the input. Valid during the call that has been given the input.
    private static func text(_ input: borrowing InputCursor) -> ByteText {
        var text = ByteText()
        unsafe input.peek { text = unsafe ByteText($0) }
        return text
    }
}

extension CodecError {
    /// The same at an offset, unless it says itself where it is.
    fileprivate func ifNowhere(at offset: UInt64) -> CodecError {
        guard case .current = place else { return self }
        return at(.offset(offset))
    }
}
