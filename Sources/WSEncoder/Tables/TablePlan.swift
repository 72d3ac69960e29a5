internal import Bytes
internal import CWSEncoder
internal import Catalog

/// What a table is to be made of: the codecs that a name or a list of names stands for, with their properties.
@safe
struct TablePlan: ~Copyable {
    /// Codecs of this library in a row, which will work as one, or a registered codec.
    enum Segment {
        case builtIn(PropertyReader)
        /// With a reference of the plan's own.
        case registered(TableObject)
    }

    /// Why no table can be made.
    enum Refusal: Error, @unchecked Sendable {
        case tooManyLinks
        case unknown(NameText)
        /// The name is registered, but not for this direction.
        case otherDirection(NameText, Direction)
        case property(Int, PropertyReader.Refusal)
        case convention(WSE_ABI)
        case outOfMemory
    }

    /// The list of names, zero-terminated; it has to outlive the plan.
    let names: UnsafePointer<CChar>
    let direction: Direction
    private(set) var segments = InlineArray<8, Segment?>(repeating: nil)
    private(set) var count = 0
    private(set) var convention = CallingConvention.native
    private var linkCount = 0

    init(_ names: UnsafePointer<CChar>, _ direction: Direction) throws(Refusal) {
        unsafe self.names = names
        self.direction = direction
        let list = unsafe NameText(names)
        var start = 0
        while start <= list.count {
            var end = start
            while end < list.count, list[end] != UInt8(ascii: ",") { end &+= 1 }
            try append(list.part(start, end).trimmed)
            start = end &+ 1
        }
    }

    deinit {
        for index in segments.indices {
            if case .registered(let table)? = segments[index] { table.release() }
        }
    }

    private mutating func append(_ name: NameText) throws(Refusal) {
        guard linkCount < CodecTable.maxLinks else { throw .tooManyLinks }
        linkCount &+= 1
        guard let index = unsafe Catalog.index(named: ByteText(name.bytes)) else {
            guard let table = unsafe Registry.table(named: name.bytes, direction) else {
                throw unsafe Registry.hasName(name.bytes) ? .otherDirection(name, direction) : .unknown(name)
            }
            segments[count] = unsafe .registered(TableObject(table))
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

    /// Applies the property at `index` of the caller's list to all codecs that have it.
    mutating func apply(_ property: Property, at index: Int) throws(Refusal) {
        if property.id == WSE_PROPERTY_ABI { return try applyConvention(property, at: index) }
        var isApplied = false
        var absence = PropertyReader.Refusal.absent("a registered codec has no such property")
        for segment in 0..<count {
            guard case .builtIn(var reader)? = segments[segment] else { continue }
            switch reader.apply(property) {
            case nil:
                segments[segment] = .builtIn(reader)
                isApplied = true
            case .absent(let reason)?: absence = .absent(reason)
            case let refusal?: throw .property(index, refusal)
            }
        }
        if !isApplied { throw .property(index, absence) }
    }

    private mutating func applyConvention(_ property: Property, at index: Int) throws(Refusal) {
        guard let number = property.value(as: UInt32.self) else { throw .property(index, PropertyReader.wrongSize) }
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
                unsafe text.append(bytes: name.bytes)
                text.append(UInt8(ascii: "\""))
            }
            return WS_E_NOT_SUPPORTED
        case .otherDirection(let name, let direction):
            report.add { text in
                text.append(UInt8(ascii: "\""))
                unsafe text.append(bytes: name.bytes)
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
