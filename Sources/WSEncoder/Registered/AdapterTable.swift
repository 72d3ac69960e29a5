internal import Bytes
internal import CWSEncoder

/// A table whose functions call those of another table: of an implementation that was registered, or of a table whose host has
/// another calling convention. Each of its functions is a closure bound to it.
struct AdapterTable: ~Copyable {
    let header: TableHeader
    /// The name of the codec.
    let name: OwnedName
    let implementation: Implementation
    /// The calling convention of its host.
    let convention: CallingConvention
    let isChecked: Bool
    /// The table of the implementation if this library made it: kept until this one is freed.
    private var owner: TableHold?
    /// Whether the implementation is a chain of this library.
    private(set) var isOfChain = false
    /// The implementation's sink or source in the list of those that are closures.
    private var foreignSink: Reference<ForeignSinks.Entry>?
    private var closures = InlineArray<9, Closure?>(repeating: nil)

    /// What a closure is for.
    enum Use {
        /// A function of the table.
        case function(Callback.Role)
        /// The implementation's sink or source.
        case sink
        /// The callback of the asynchronous contexts that the implementation gets.
        case completion
        /// The callback of the asynchronous contexts that the host's sink or source gets.
        case sinkCompletion

        /// The place among the closures, of which the functions of the table come first.
        fileprivate var index: Int {
            switch self {
            case .function(let role): Int(role.rawValue)
            case .sink: Callback.Role.count
            case .completion: Callback.Role.count &+ 1
            case .sinkCompletion: Callback.Role.count &+ 2
            }
        }
    }

    private init(
        _ name: consuming OwnedName, _ implementation: Implementation, _ convention: CallingConvention,
        isChecked: Bool
    ) {
        header = TableHeader(.adapter, implementation.direction)
        self.name = name
        self.implementation = implementation
        self.convention = convention
        self.isChecked = isChecked
        owner = nil
    }

    deinit {
        if let foreignSink { ForeignSinks.remove(foreignSink) }
        for index in closures.indices { closures[index]?.free() }
    }

    var direction: Direction { header.direction }

    /// Whether calls of the sink or source and completions go through an instance. If not, each side gets the other's
    /// callbacks.
    var isMediated: Bool { isChecked || convention != implementation.convention }

    var subject: Subject { name.subject(direction) }

    /// Makes a table for functions that live as long as `owner`. Takes over a reference to `owner`, unless it throws.
    static func make(
        _ name: NameText, _ implementation: Implementation, _ convention: CallingConvention, isChecked: Bool,
        owner: TableObject? = nil
    ) throws(OutOfMemory) -> Reference<AdapterTable> {
        let table = try Reference(
            allocating:
                AdapterTable(OwnedName(copying: name), implementation, convention, isChecked: isChecked))
        do throws(OutOfMemory) {
            try table.value.makeClosures(boundTo: table)
        } catch {
            table.object.release()
            throw error
        }
        if let owner {
            table.value.isOfChain = owner.chainTable != nil
            table.value.owner = TableHold(taking: owner)
        }
        return table
    }

    @_optimize(size)
    private mutating func makeClosures(boundTo table: Reference<AdapterTable>) throws(OutOfMemory) {
        let direction = direction
        try Callback.Role.forEach { role throws(OutOfMemory) in
            closures[Use.function(role).index] = try unsafe Closure(
                Callback(role, of: direction).shape, convention, boundTo: table, Adapter.body(of: role, direction))
        }
        let inner = implementation.convention
        if inner != .native {
            let sink = try unsafe Closure(Callback(sinkOf: direction).shape, inner, boundTo: table, Adapter.sinkBody)
            closures[Use.sink.index] = sink
            foreignSink = try ForeignSinks.add(sink)
            closures[Use.completion.index] = try unsafe Closure(.sup, inner, boundTo: table, Adapter.completionBody)
        }
        if convention != .native {
            closures[Use.sinkCompletion.index] = try unsafe Closure(
                .sup, convention, boundTo: table, Adapter.sinkCompletionBody)
        }
    }

    /// The closure for a use; nil where a native function serves.
    func closure(_ use: Use) -> Closure? { closures[use.index] }
}

extension Reference<AdapterTable> {
    /// Fills a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which then holds a reference.
    func fill(_ table: HostTable) {
        table.set(object)
        Callback.Role.forEach { role in table.set(role, value.closure(.function(role))) }
    }
}
