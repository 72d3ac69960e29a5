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
            holds[Int(direction.rawValue)] = TableHold(taking: table.object)
            return true
        }
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
        find(from: first) { $0.value.either?.value.name.isMeant(by: name) ?? false }
    }

    /// Adds a table under its name, and takes over a reference to it. Returns whether it could: not if the name is taken.
    static func add(_ table: Reference<AdapterTable>) throws(OutOfMemory) -> Bool {
        let fresh = try Reference(allocating: Entry())
        var isUsed = false
        let isAdded = locked { first in
            let (entry, last) = find(from: first, named: table.value.name.text)
            if let entry { return entry.value.add(table) }
            if let last { last.value.next = fresh } else { first = fresh }
            isUsed = true
            return fresh.value.add(table)
        }
        if !isUsed { fresh.deallocate() }
        return isAdded
    }

    /// Removes a name. Returns whether it was there.
    static func remove(_ name: NameText) -> Bool {
        let removed = locked { first in
            let (entry, previous) = find(from: first, named: name)
            guard let entry else { return entry }
            if let previous { previous.value.next = entry.value.next } else { first = entry.value.next }
            return entry
        }
        guard let removed else { return false }
        removed.deallocate()
        return true
    }

    /// What is registered under a name for a direction, with a reference for the caller; nil if nothing is.
    static func table(named name: NameText, _ direction: Direction) -> Reference<AdapterTable>? {
        locked { first in
            let table = find(from: first, named: name).entry?.value.table(direction)
            table?.object.retain()
            return table
        }
    }

    /// Whether anything is registered under a name.
    static func hasName(_ name: NameText) -> Bool {
        locked { find(from: $0, named: name).entry != nil }
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
    static func name(at index: Int) -> UnsafePointer<CChar>? {
        unsafe locked { first in
            var left = index
            let (entry, _) = find(from: first) { _ in
                left &-= 1
                return left < 0
            }
            return unsafe entry?.value.either?.value.name.cString
        }
    }
}
