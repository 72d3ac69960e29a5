internal import Bytes
internal import CWSEncoder
internal import Catalog

/// What to make a table of: the codecs that a list of names stands for, and their properties.
struct TablePlan: ~Copyable {
    /// Consecutive codecs of this library, which will work as one, or a registered codec.
    enum Segment {
        case builtIn(PropertyReader)
        /// The plan holds a reference to the table.
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

    /// The list of names; it has to outlive the plan.
    let names: NameText
    let direction: Direction
    private(set) var segments = InlineArray<8, Segment?>(repeating: nil)
    private(set) var count = 0
    private(set) var convention = CallingConvention.native
    private var linkCount = 0

    init(_ names: NameText, _ direction: Direction) throws(Refusal) {
        self.names = names
        self.direction = direction
        var start = 0
        while start <= names.count {
            var end = start
            while end < names.count, names[end] != UInt8(ascii: ",") { end &+= 1 }
            try append(names.part(start, end).trimmed)
            start = end &+ 1
        }
    }

    deinit {
        for index in segments.indices {
            if case .registered(let table)? = segments[index] { table.release() }
        }
    }

    @_optimize(size)
    @inline(never)
    private mutating func append(_ name: NameText) throws(Refusal) {
        guard linkCount < CodecTable.maxLinks else { throw .tooManyLinks }
        linkCount &+= 1
        guard let index = name.builtInIndex else {
            guard let table = Registry.table(named: name, direction) else {
                throw Registry.hasName(name) ? .otherDirection(name, direction) : .unknown(name)
            }
            segments[count] = .registered(table.object)
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

    /// Applies the property at `index` of the caller's list to each codec that has it.
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
    @_optimize(size)
    @inline(never)
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
                name.append(to: &text)
                text.append(UInt8(ascii: "\""))
            }
            return WS_E_NOT_SUPPORTED
        case .otherDirection(let name, let direction):
            report.add { text in
                text.append(UInt8(ascii: "\""))
                name.append(to: &text)
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
