internal import Bytes
internal import CLibc
internal import CWSEncoder
internal import CodecKit

/// The codecs registered at run time, the oldest first. Its lock is held only while the list is searched or changed: whatever
/// is removed is freed after the lock is released.
enum Registry {
    /// What is registered under a name: a transform, or one or two tables. The list holds a reference to each.
    private struct Entry: ~Copyable {
        let transform: Reference<Transform>?
        private(set) var encoder: Reference<AdapterTable>?
        private(set) var decoder: Reference<AdapterTable>?
        private var holds = InlineArray<2, TableHold?> { _ in nil }
        var next: Reference<Entry>?

        /// Takes over a reference to the transform.
        init(_ transform: Reference<Transform>? = nil) {
            self.transform = transform
            encoder = nil
            decoder = nil
            next = nil
        }

        deinit {
            transform?.release()
        }

        /// The name, zero-terminated.
        var name: UnsafePointer<CChar>? {
            if let transform { return unsafe transform.value.name }
            // Both tables have it.
            return unsafe (encoder ?? decoder)?.value.name.cString
        }

        /// Whether a caller means this name or an alias of it, perhaps in capital letters.
        func isMeant(by name: NameText) -> Bool {
            if let transform { return transform.value.description.isNamed(name.bytes) }
            return (encoder ?? decoder)?.value.name.isMeant(by: name) ?? false
        }

        func table(_ direction: Direction) -> Reference<AdapterTable>? { direction == .encoder ? encoder : decoder }

        /// What a caller who wants this direction gets, with a reference.
        func found(_ direction: Direction) -> Found {
            if let transform, transform.value.has(direction) {
                transform.retain()
                return .transform(transform)
            }
            guard let table = table(direction) else { return .otherDirection }
            table.object.retain()
            return .table(table)
        }

        /// Adds a table, and takes over a reference to it if it is added.
        mutating func add(_ table: Reference<AdapterTable>) -> Addition {
            let direction = table.value.direction
            guard transform == nil else { return .isTransform }
            guard self.table(direction) == nil else { return .isTaken }
            if direction == .encoder { encoder = table } else { decoder = table }
            holds[Int(direction.rawValue)] = TableHold(taking: table.object)
            return .isAdded
        }
    }

    /// What has become of a table that was to be added.
    enum Addition: UInt8 {
        case isAdded
        /// The name has a table for this direction.
        case isTaken
        /// The name is that of a transform, which has it for both directions.
        case isTransform
    }

    /// What a name stands for. The caller owns the reference to it.
    enum Found {
        case transform(Reference<Transform>)
        case table(Reference<AdapterTable>)
        /// It is registered, but not for this direction.
        case otherDirection
        case unknown
    }

    /// A mutex is in its initial state when all its bytes are zero.
    nonisolated(unsafe) private static var mutex = unsafe pthread_mutex_t()
    nonisolated(unsafe) private static var first: Reference<Entry>?

    private static func locked<Value>(_ body: (inout Reference<Entry>?) -> Value) -> Value {
        unsafe pthread_mutex_lock(&mutex)
        defer { unsafe pthread_mutex_unlock(&mutex) }
        return unsafe body(&first)
    }

    /// The first entry for which `isMeant` holds, and the one before it.
    @_optimize(size)
    private static func find(
        from first: Reference<Entry>?, _ isMeant: (Reference<Entry>) -> Bool
    ) -> (entry: Reference<Entry>?, previous: Reference<Entry>?) {
        var previous: Reference<Entry>?
        var entry = first
        while let each = entry {
            if isMeant(each) { return (each, previous) }
            previous = each
            entry = each.value.next
        }
        return (nil, previous)
    }

    private static func find(
        from first: Reference<Entry>?, named name: NameText
    ) -> (entry: Reference<Entry>?, previous: Reference<Entry>?) {
        find(from: first) { $0.value.isMeant(by: name) }
    }

    /// Adds a table under its name, and takes over a reference to it if it is added.
    @_optimize(size)
    static func add(_ table: Reference<AdapterTable>) throws(OutOfMemory) -> Addition {
        let fresh = try Reference(allocating: Entry())
        var isUsed = false
        let addition = locked { first in
            let (entry, last) = find(from: first, named: table.value.name.text)
            if let entry { return entry.value.add(table) }
            if let last { last.value.next = fresh } else { first = fresh }
            isUsed = true
            return fresh.value.add(table)
        }
        if !isUsed { unsafe fresh.deallocate() }
        return addition
    }

    /// Adds a transform under its name and its aliases, and takes over a reference to it. If one of these names is taken,
    /// returns that name and adds nothing.
    @_optimize(size)
    static func add(_ transform: Reference<Transform>) throws(OutOfMemory) -> NameText? {
        // An entry gives up its reference when it is freed, and also if there is no memory for it.
        transform.retain()
        let fresh = try Reference(allocating: Entry(transform))
        let taken: NameText? = locked { first in
            var taken: NameText?
            let (_, last) = find(from: first) { entry in
                transform.value.forEachName { if taken == nil && entry.value.isMeant(by: $0) { taken = $0 } }
                return taken != nil
            }
            guard taken == nil else { return taken }
            if let last { last.value.next = fresh } else { first = fresh }
            return nil
        }
        if taken == nil { transform.release() } else { unsafe fresh.deallocate() }
        return taken
    }

    /// Removes a name. Returns whether it was there.
    @_optimize(size)
    static func remove(_ name: NameText) -> Bool {
        let removed = locked { first in
            let (entry, previous) = find(from: first, named: name)
            guard let entry else { return entry }
            if let previous { previous.value.next = entry.value.next } else { first = entry.value.next }
            return entry
        }
        guard let removed else { return false }
        unsafe removed.deallocate()
        return true
    }

    /// What is registered under a name for a direction.
    static func codec(named name: NameText, _ direction: Direction) -> Found {
        locked { find(from: $0, named: name).entry?.value.found(direction) ?? .unknown }
    }

    /// The number of names.
    static var count: Int {
        locked { first in
            var count = 0
            _ = find(from: first) { _ in
                count &+= 1
                return false
            }
            return count
        }
    }

    /// A name by its index; nil past the end. It lives until it is removed.
    @_optimize(size)
    static func name(at index: Int) -> UnsafePointer<CChar>? {
        unsafe locked { first in
            var left = index
            let (entry, _) = find(from: first) { _ in
                left &-= 1
                return left < 0
            }
            return unsafe entry?.value.name
        }
    }
}
