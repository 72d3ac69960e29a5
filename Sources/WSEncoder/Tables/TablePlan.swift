internal import Bytes
internal import CWSEncoder
internal import Catalog

/// What the name of a codec or chain stands for, with its properties: the plan of a table.
struct TablePlan: ~Copyable {
    /// Codecs of this library in a row, which will work as one, or one that is registered.
    @safe
    enum Segment {
        case builtIn(PropertyReader)
        case registered(UnsafeMutablePointer<AdapterTable>)
    }

    /// Why there is no table.
    @safe
    enum Refusal: Error, @unchecked Sendable {
        case tooManyLinks
        case unknown(UnsafeBufferPointer<UInt8>)
        /// Registered, but not for this direction.
        case otherDirection(UnsafeBufferPointer<UInt8>, Direction)
        case property(Int, PropertyReader.Refusal)
        case convention(WSE_ABI)
        case outOfMemory
    }

    let direction: Direction
    private(set) var segments = InlineArray<8, Segment?>(repeating: nil)
    private(set) var count = 0
    private(set) var convention = CallingConvention.native
    private var linkCount = 0

    init(_ names: UnsafePointer<CChar>, _ direction: Direction) throws(Refusal) {
        self.direction = direction
        var rest = unsafe names
        while true {
            var length = 0
            while unsafe rest[length] != 0 && rest[length] != Self.comma { length &+= 1 }
            try unsafe append(Self.trimmed(rest, length))
            if unsafe rest[length] == 0 { return }
            unsafe rest = rest.advanced(by: length &+ 1)
        }
    }

    deinit {
        for index in segments.indices {
            if case .registered(let table)? = segments[index] { unsafe TableHeader.release(table) }
        }
    }

    private static var comma: CChar { CChar(bitPattern: UInt8(ascii: ",")) }

    /// A name without the blanks around it.
    private static func trimmed(_ text: UnsafePointer<CChar>, _ length: Int) -> UnsafeBufferPointer<UInt8> {
        let blank = CChar(bitPattern: UInt8(ascii: " "))
        var (begin, end) = (0, length)
        while begin < end, unsafe text[begin] == blank { begin &+= 1 }
        while begin < end, unsafe text[end &- 1] == blank { end &-= 1 }
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(text.advanced(by: begin)).assumingMemoryBound(to: UInt8.self), count: end &- begin)
    }

    private mutating func append(_ name: UnsafeBufferPointer<UInt8>) throws(Refusal) {
        guard linkCount < CodecTable.maxLinks else { throw .tooManyLinks }
        linkCount &+= 1
        guard let index = unsafe Catalog.index(named: name) else {
            guard let table = unsafe Registry.table(named: name, direction) else {
                throw unsafe Registry.hasName(name) ? .otherDirection(name, direction) : .unknown(name)
            }
            unsafe segments[count] = .registered(table)
            count &+= 1
            return
        }
        if count > 0, case .builtIn(var reader)? = segments[count &- 1] {
            reader.links.append(CodecLink(at: index))
            segments[count &- 1] = .builtIn(reader)
        } else {
            segments[count] = .builtIn(PropertyReader(CodecLinks(CodecLink(at: index)), direction))
            count &+= 1
        }
    }

    /// Applies the property that stands at `index` to all that have it.
    mutating func apply(_ property: WSE_PROPERTY, at index: Int) throws(Refusal) {
        if unsafe property.id == WSE_PROPERTY_ABI { return try unsafe applyConvention(property, at: index) }
        var isApplied = false
        var absence = PropertyReader.Refusal.absent("a registered codec has no such property")
        for segment in 0..<count {
            guard case .builtIn(var reader)? = segments[segment] else { continue }
            switch unsafe reader.apply(property) {
            case nil:
                segments[segment] = .builtIn(reader)
                isApplied = true
            case .absent(let reason)?: absence = .absent(reason)
            case let refusal?: throw .property(index, refusal)
            }
        }
        if !isApplied { throw .property(index, absence) }
    }

    private mutating func applyConvention(_ property: WSE_PROPERTY, at index: Int) throws(Refusal) {
        guard let number = unsafe property.value(as: UInt32.self) else { throw .property(index, PropertyReader.wrongSize) }
        let abi = WSE_ABI(rawValue: number)
        switch CallingConvention.meaning(of: abi) {
        case .known(let convention): self.convention = convention
        case .missing: throw .convention(abi)
        case .unknown: throw .property(index, .because("there is no calling convention of this number"))
        }
    }
}

extension TablePlan.Refusal {
    /// Adds the string and returns the result.
    func add(to report: ErrorReport) -> HRESULT {
        switch self {
        case .outOfMemory:
            return report.fail(E_OUTOFMEMORY, "out of memory, or the system refuses executable memory")
        case .convention(let abi): return report.refuse(abi)
        case .tooManyLinks:
            report.add { text in
                text.append("the chain has too many links (limit ")
                text.append(decimal: UInt64(CodecTable.maxLinks))
                text.append(UInt8(ascii: ")"))
            }
            return WS_E_QUOTA_EXCEEDED
        case .unknown(let name):
            report.add { text in
                text.append("there is no codec named \"")
                unsafe text.append(bytes: name)
                text.append(UInt8(ascii: "\""))
            }
            return WS_E_NOT_SUPPORTED
        case .otherDirection(let name, let direction):
            report.add { text in
                text.append(UInt8(ascii: "\""))
                unsafe text.append(bytes: name)
                text.append("\" is registered for ")
                text.append(direction == .encoder ? "decoders only" : "encoders only")
            }
            return WS_E_NOT_SUPPORTED
        case .property(let index, let refusal):
            report.add { text in
                text.append("properties[")
                text.append(decimal: UInt64(index))
                text.append("]: ")
                refusal.append(to: &text)
            }
            return E_INVALIDARG
        }
    }
}
