internal import Bytes
internal import CLibc
internal import CWSEncoder

/// The codecs registered at run time, the oldest first. Its lock is held only while the list is searched or changed: whatever
/// is removed is freed after the lock is released.
enum Registry {
    /// What is registered under a name. The list holds a reference to each table.
    private struct Entry: ~Copyable {
        private(set) var encoder: Reference<AdapterTable>?
        private(set) var decoder: Reference<AdapterTable>?
        private var holds = InlineArray<2, TableHold?> { _ in nil }
        var next: Reference<Entry>?

        /// Either table: both have the name.
        var either: Reference<AdapterTable>? { encoder ?? decoder }

        func table(_ direction: Direction) -> Reference<AdapterTable>? { direction == .encoder ? encoder : decoder }

        /// Adds a table, and takes over a reference to it. Returns whether it could: not if there is one for its direction.
        mutating func add(_ table: Reference<AdapterTable>) -> Bool {
            let direction = table.value.direction
            guard self.table(direction) == nil else { return false }
            if direction == .encoder { encoder = table } else { decoder = table }
            holds[Int(direction.rawValue)] = unsafe TableHold(taking: table.pointer)
            return true
        }
    }

    /// A mutex is in its initial state when all its bytes are zero.
    nonisolated(unsafe) private static var mutex = unsafe pthread_mutex_t()
    nonisolated(unsafe) private static var first: Reference<Entry>?

    private static func locked<Value>(_ body: () -> Value) -> Value {
        unsafe pthread_mutex_lock(&mutex)
        defer { unsafe pthread_mutex_unlock(&mutex) }
        return body()
    }

    /// The first entry for which `isMeant` holds, and the one before it. The lock is held.
    private static func find(_ isMeant: (Reference<Entry>) -> Bool) -> (entry: Reference<Entry>?, previous: Reference<Entry>?) {
        var previous: Reference<Entry>?
        var entry = unsafe first
        while let each = entry {
            if isMeant(each) { return (each, previous) }
            previous = each
            entry = each.value.next
        }
        return (nil, previous)
    }

    private static func find(_ name: UnsafeBufferPointer<UInt8>) -> (entry: Reference<Entry>?, previous: Reference<Entry>?) {
        find { unsafe $0.value.either?.value.name.isMeant(by: name) ?? false }
    }

    private static func setNext(of entry: Reference<Entry>?, _ next: Reference<Entry>?) {
        if let entry { entry.value.next = next } else { unsafe first = next }
    }

    /// Adds a table under its name, and takes over a reference to it. Returns whether it could: not if the name is taken.
    static func add(_ table: UnsafeMutablePointer<AdapterTable>) throws(OutOfMemory) -> Bool {
        let table = unsafe Reference(table)
        let fresh = try Reference(allocating: Entry())
        var isUsed = false
        let isAdded = locked {
            let (entry, last) = find { $0.value.either?.value.name.isEqual(to: table.value.name) ?? false }
            if let entry { return entry.value.add(table) }
            setNext(of: last, fresh)
            isUsed = true
            return fresh.value.add(table)
        }
        if !isUsed { fresh.deallocate() }
        return isAdded
    }

    /// Removes a name. Returns whether it was there.
    static func remove(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let removed = locked {
            let (entry, previous) = unsafe find(name)
            if let entry { setNext(of: previous, entry.value.next) }
            return entry
        }
        guard let removed else { return false }
        removed.deallocate()
        return true
    }

    /// What is registered under a name for a direction, with a reference for the caller; nil if nothing is.
    static func table(named name: UnsafeBufferPointer<UInt8>, _ direction: Direction) -> UnsafeMutablePointer<AdapterTable>? {
        unsafe locked {
            let table = unsafe find(name).entry?.value.table(direction)
            if let table { unsafe TableHeader.retain(table.pointer) }
            return unsafe table?.pointer
        }
    }

    /// Whether anything is registered under a name.
    static func hasName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        locked { unsafe find(name).entry != nil }
    }

    /// The number of names.
    static var count: Int {
        locked {
            var count = 0
            _ = find { _ in
                count &+= 1
                return false
            }
            return count
        }
    }

    /// A name by its index; nil past the end. It lives until it is removed.
    static func name(at index: Int) -> UnsafePointer<CChar>? {
        unsafe locked {
            var left = index
            let (entry, _) = find { _ in
                left &-= 1
                return left < 0
            }
            return unsafe entry?.value.either?.value.name.characters
        }
    }
}
