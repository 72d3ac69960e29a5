internal import Bytes
internal import CWSEncoder

/// Functions that are not this library's own behind functions that are: those of an implementation that was registered, or of
/// a table whose host has another calling convention. Each function of its table is a closure bound to it.
@safe
struct AdapterTable: ~Copyable {
    let header: TableHeader
    /// The name of the codec, with a zero at its end, in memory of its own.
    let name: UnsafeMutablePointer<CChar>
    let implementation: Implementation
    /// The calling convention of its host.
    let convention: CallingConvention
    let isChecked: Bool
    /// The table that the implementation is of, if it is this library's: kept until this one is freed.
    private var owner: UnsafeMutableRawPointer?
    /// The functions of the table, and those that an instance hands to either side in a convention that is not the native one.
    private var closures = InlineArray<9, Closure?>(repeating: nil)

    /// What an instance hands to either side.
    enum Handed: Int {
        /// To the implementation, as its sink or source.
        case sink = 6
        /// To the implementation, as the callback of an asynchronous context.
        case completion = 7
        /// To the host's sink or source, as the callback of an asynchronous context.
        case sinkCompletion = 8
    }

    private init(
        _ name: UnsafeMutablePointer<CChar>, _ implementation: Implementation, _ convention: CallingConvention,
        isChecked: Bool
    ) {
        header = TableHeader(.adapter, implementation.direction)
        unsafe self.name = name
        self.implementation = implementation
        self.convention = convention
        self.isChecked = isChecked
        unsafe owner = nil
    }

    deinit {
        for index in closures.indices { closures[index]?.free() }
        unsafe Memory.free(name)
        if let owner = unsafe owner { unsafe TableHeader.release(owner) }
    }

    var direction: Direction { header.direction }

    /// Whether sinks, sources and asynchronous contexts go through an instance. Otherwise both sides have each other's own.
    var isMediated: Bool { isChecked || convention != implementation.convention }

    var subject: Subject { unsafe .named(name, direction) }

    /// Makes one for functions that live as long as `owner`, to which it takes over a reference. When it throws, it has not.
    static func make(
        _ name: UnsafePointer<CChar>, _ implementation: Implementation, _ convention: CallingConvention, isChecked: Bool,
        owner: UnsafeMutableRawPointer? = nil
    ) throws(OutOfMemory) -> UnsafeMutablePointer<AdapterTable> {
        let table = try unsafe Memory.allocate(AdapterTable.self)
        do throws(OutOfMemory) {
            let copy = try unsafe CodecName.copy(name)
            unsafe table.initialize(to: AdapterTable(copy, implementation, convention, isChecked: isChecked))
        } catch {
            unsafe Memory.free(table)
            throw error
        }
        do throws(OutOfMemory) {
            try unsafe makeClosures(table)
        } catch {
            unsafe TableHeader.release(table)
            throw error
        }
        unsafe table.pointee.owner = owner
        return unsafe table
    }

    private static func makeClosures(_ table: UnsafeMutablePointer<AdapterTable>) throws(OutOfMemory) {
        let direction = unsafe table.pointee.direction
        let host = unsafe table.pointee.convention
        let inner = unsafe table.pointee.implementation.convention
        for number in 0..<Callback.Role.count {
            guard let step = Callback.Role(rawValue: number) else { break }
            let shape = Callback(step, of: direction).shape
            unsafe table.pointee.closures[Int(step.rawValue)] = try Closure(
                shape, host, context: table, Adapter.body(of: step, direction))
        }
        if inner != .native {
            unsafe table.pointee.closures[Handed.sink.rawValue] = try Closure(
                Callback(sinkOf: direction).shape, inner, context: table, Adapter.sinkBody)
            unsafe table.pointee.closures[Handed.completion.rawValue] = try Closure(
                .sup, inner, context: table, Adapter.completionBody)
        }
        if host != .native {
            unsafe table.pointee.closures[Handed.sinkCompletion.rawValue] = try Closure(
                .sup, host, context: table, Adapter.sinkCompletionBody)
        }
    }

    /// The address of a closure; nil where the native function does.
    func closure(_ handed: Handed) -> UnsafeMutableRawPointer? {
        unsafe closures[handed.rawValue]?.function
    }

    /// The function of the table for a step.
    private func function(_ step: Callback.Role) -> UnsafeMutableRawPointer? {
        unsafe closures[Int(step.rawValue)]?.function
    }

    /// Fills a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which then holds a reference.
    static func fill(_ place: UnsafeMutableRawPointer, with table: UnsafeMutablePointer<AdapterTable>) {
        let fields = unsafe place.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        unsafe fields[0] = UnsafeMutableRawPointer(table)
        for number in 0..<Callback.Role.count {
            guard let step = Callback.Role(rawValue: number) else { break }
            unsafe fields[1 &+ Int(step.rawValue)] = table.pointee.function(step)
        }
    }
}
