internal import Bytes
internal import CWSEncoder

/// What stands between functions that this library did not make and a host: functions of an implementation that was registered,
/// or those of a table whose host has another calling convention. Each function of its own table is a closure bound to it.
struct AdapterTable: ~Copyable {
    let header: TableHeader
    /// The name of the codec.
    let name: OwnedName
    let implementation: Implementation
    /// The calling convention of its host.
    let convention: CallingConvention
    let isChecked: Bool
    /// The table that the implementation is of, if this library made it: kept until this one is freed.
    private var owner: TableHold?
    /// The implementation's sink or source in the list of those that are closures.
    private var foreignSink: Reference<ForeignSinks.Entry>?
    private var closures = InlineArray<9, Closure?>(repeating: nil)

    /// What a closure is for.
    enum Use: Int {
        // The functions of the table come first, in the order of `Callback.Role`.

        /// The implementation's sink or source.
        case sink = 6
        /// The callback of an asynchronous context that the implementation is given.
        case completion = 7
        /// The callback of an asynchronous context that the host's sink or source is given.
        case sinkCompletion = 8
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

    /// Whether sinks, sources and asynchronous contexts go through an instance. If not, either side is given the other's own.
    var isMediated: Bool { isChecked || convention != implementation.convention }

    var subject: Subject { name.subject(direction) }

    /// Makes one for functions that live as long as `owner`, of which it takes over a reference unless it throws.
    static func make(
        _ name: UnsafePointer<CChar>, _ implementation: Implementation, _ convention: CallingConvention, isChecked: Bool,
        owner: UnsafeMutableRawPointer? = nil
    ) throws(OutOfMemory) -> UnsafeMutablePointer<AdapterTable> {
        let table = try Reference(allocating:
            AdapterTable(unsafe OwnedName(copying: name), implementation, convention, isChecked: isChecked))
        do throws(OutOfMemory) {
            try unsafe table.value.makeClosures(boundTo: table.pointer)
        } catch {
            unsafe TableHeader.release(table.pointer)
            throw error
        }
        if let owner = unsafe owner { table.value.owner = unsafe TableHold(taking: owner) }
        return unsafe table.pointer
    }

    private mutating func makeClosures(boundTo table: UnsafeMutableRawPointer) throws(OutOfMemory) {
        let direction = direction
        try Callback.Role.forEach { role throws(OutOfMemory) in
            closures[Int(role.rawValue)] = try unsafe Closure(
                Callback(role, of: direction).shape, convention, context: table, Adapter.body(of: role, direction))
        }
        let inner = implementation.convention
        if inner != .native {
            let sink = try unsafe Closure(Callback(sinkOf: direction).shape, inner, context: table, Adapter.sinkBody)
            closures[Use.sink.rawValue] = sink
            foreignSink = try ForeignSinks.add(sink)
            closures[Use.completion.rawValue] = try unsafe Closure(.sup, inner, context: table, Adapter.completionBody)
        }
        if convention != .native {
            closures[Use.sinkCompletion.rawValue] = try unsafe Closure(
                .sup, convention, context: table, Adapter.sinkCompletionBody)
        }
    }

    /// The closure for a use; nil where the native function does.
    func closure(_ use: Use) -> Closure? { closures[use.rawValue] }

    /// Fills a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which then holds a reference.
    static func fill(_ place: UnsafeMutableRawPointer, with table: UnsafeMutablePointer<AdapterTable>) {
        let fields = unsafe place.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        unsafe fields[0] = UnsafeMutableRawPointer(table)
        Callback.Role.forEach { role in
            unsafe fields[1 &+ Int(role.rawValue)] = table.pointee.closures[Int(role.rawValue)]?.function
        }
    }
}
