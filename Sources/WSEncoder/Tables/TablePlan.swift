internal import Bytes
internal import CWSEncoder
internal import Catalog

/// What to make a table of: the codecs that a list of names stands for, and their properties.
struct TablePlan: ~Copyable {
    /// Consecutive built-in codecs and transforms, which will work as one, or a codec with callbacks of its own. The plan holds
    /// a reference to the links or to the table.
    enum Segment {
        case fused(CodecTablePlan)
        case registered(TableObject)
    }

    /// Why no table can be made.
    enum Refusal: Error, @unchecked Sendable {
        case tooManyLinks
        case unknown(NameText)
        /// The name is registered, but not for this direction.
        case otherDirection(NameText, Direction)
        case property(Int, CodecTablePlan.Refusal)
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

    /// A plan of the codecs that `names` lists, or of `transform` alone, whose name is `names`.
    @_optimize(size)
    init(_ names: NameText, _ direction: Direction, _ transform: Reference<Transform>? = nil) throws(Refusal) {
        self.names = names
        self.direction = direction
        if let transform {
            transform.retain()
            try append(CodecLink(transform))
            return
        }
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
            switch segments[index] {
            case .registered(let table)?: table.release()
            case .fused(let codecs)?: codecs.links.release()
            case nil: break
            }
        }
    }

    @_optimize(size)
    @inline(never)
    private mutating func append(_ name: NameText) throws(Refusal) {
        guard linkCount < CodecTable.maxLinks else { throw .tooManyLinks }
        linkCount &+= 1
        if let index = name.builtInIndex { return try append(CodecLink(at: index)) }
        switch Registry.codec(named: name, direction) {
        case .transform(let transform): try append(CodecLink(transform))
        case .table(let table):
            segments[count] = .registered(table.object)
            count &+= 1
        case .otherDirection: throw .otherDirection(name, direction)
        case .unknown: throw .unknown(name)
        }
    }

    /// Adds a codec that works as one with those beside it.
    private mutating func append(_ link: CodecLink) throws(Refusal) {
        if count > 0, case .fused(let codecs)? = segments[count &- 1] { return codecs.links.append(link) }
        guard let links = try? CodecLinks(link) else { throw .outOfMemory }
        segments[count] = .fused(CodecTablePlan(links, direction))
        count &+= 1
    }

    /// Applies the property at `index` of the caller's list to each codec that has it.
    @_optimize(size)
    mutating func apply(_ property: Property, at index: Int) throws(Refusal) {
        if property.id == WSE_PROPERTY_ABI { return try applyConvention(property, at: index) }
        var isApplied = false
        var absence = CodecTablePlan.Refusal.absent("a registered codec has no such property")
        for segment in 0..<count {
            guard case .fused(var codecs)? = segments[segment] else { continue }
            switch codecs.apply(property) {
            case nil:
                segments[segment] = .fused(codecs)
                isApplied = true
            case .absent(let reason)?: absence = .absent(reason)
            case let refusal?: throw .property(index, refusal)
            }
        }
        if !isApplied { throw .property(index, absence) }
    }

    private mutating func applyConvention(_ property: Property, at index: Int) throws(Refusal) {
        guard let value = property.bits(WSE_VALUE_CHOICE) else { throw .property(index, CodecTablePlan.wrongSize) }
        let abi = WSE_ABI(rawValue: value.ulong)
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
