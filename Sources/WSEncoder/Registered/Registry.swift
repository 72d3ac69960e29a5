internal import Bytes
internal import CLibc
internal import CWSEncoder

/// The codecs registered at run time, the oldest first. Its lock is held for looking and linking only: what is freed is freed
/// after it is released.
enum Registry {
    /// A registered name, and what is registered under it. The list holds a reference to each.
    @safe
    private struct Entry {
        var encoder: UnsafeMutablePointer<AdapterTable>?
        var decoder: UnsafeMutablePointer<AdapterTable>?
        var next: UnsafeMutablePointer<Entry>?

        init(_ table: UnsafeMutablePointer<AdapterTable>) {
            let isEncoder = unsafe table.pointee.direction == .encoder
            unsafe encoder = isEncoder ? table : nil
            unsafe decoder = isEncoder ? nil : table
            unsafe next = nil
        }

        /// The name, which lies in both tables alike.
        var name: UnsafePointer<CChar>? {
            unsafe (encoder ?? decoder).map { unsafe UnsafePointer($0.pointee.name) }
        }
    }

    /// All zero bytes are a mutex in its initial state.
    nonisolated(unsafe) private static var mutex = unsafe pthread_mutex_t()
    nonisolated(unsafe) private static var first: UnsafeMutablePointer<Entry>?

    private static func locked<Value>(_ body: () -> Value) -> Value {
        unsafe pthread_mutex_lock(&mutex)
        defer { unsafe pthread_mutex_unlock(&mutex) }
        return body()
    }

    /// Adds a table under its name, and takes over a reference to it. Returns whether it could: not if the name is taken.
    static func add(_ table: UnsafeMutablePointer<AdapterTable>) throws(OutOfMemory) -> Bool {
        let fresh = try unsafe Memory.allocate(Entry.self)
        unsafe fresh.initialize(to: Entry(table))
        var isUsed = false
        let isAdded = locked {
            var last: UnsafeMutablePointer<Entry>?
            var entry = unsafe first
            while let each = unsafe entry {
                if unsafe areEqual(each.pointee.name, table.pointee.name) { return unsafe add(table, to: each) }
                unsafe last = each
                unsafe entry = each.pointee.next
            }
            if let last = unsafe last { unsafe last.pointee.next = fresh } else { unsafe first = fresh }
            isUsed = true
            return true
        }
        if !isUsed { unsafe Memory.free(fresh) }
        return isAdded
    }

    private static func add(_ table: UnsafeMutablePointer<AdapterTable>, to entry: UnsafeMutablePointer<Entry>) -> Bool {
        if unsafe table.pointee.direction == .encoder {
            guard unsafe entry.pointee.encoder == nil else { return false }
            unsafe entry.pointee.encoder = table
        } else {
            guard unsafe entry.pointee.decoder == nil else { return false }
            unsafe entry.pointee.decoder = table
        }
        return true
    }

    /// Removes a name. Returns whether it was there.
    static func remove(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let removed: UnsafeMutablePointer<Entry>? = unsafe locked {
            var previous: UnsafeMutablePointer<Entry>?
            var entry = unsafe first
            while let each = unsafe entry {
                if unsafe isNamed(each, name) {
                    if let previous = unsafe previous {
                        unsafe previous.pointee.next = each.pointee.next
                    } else {
                        unsafe first = each.pointee.next
                    }
                    return unsafe each
                }
                unsafe previous = each
                unsafe entry = each.pointee.next
            }
            return nil
        }
        guard let removed = unsafe removed else { return false }
        if let encoder = unsafe removed.pointee.encoder { unsafe TableHeader.release(encoder) }
        if let decoder = unsafe removed.pointee.decoder { unsafe TableHeader.release(decoder) }
        unsafe Memory.free(removed)
        return true
    }

    /// What is registered under a name for a direction, with a reference for the caller; nil if nothing is.
    static func table(named name: UnsafeBufferPointer<UInt8>, _ direction: Direction) -> UnsafeMutablePointer<AdapterTable>? {
        unsafe locked {
            var entry = unsafe first
            while let each = unsafe entry {
                if unsafe isNamed(each, name) {
                    let table = unsafe direction == .encoder ? each.pointee.encoder : each.pointee.decoder
                    if let table = unsafe table { unsafe TableHeader.retain(table) }
                    return unsafe table
                }
                unsafe entry = each.pointee.next
            }
            return nil
        }
    }

    /// Whether anything is registered under a name.
    static func hasName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        locked {
            var entry = unsafe first
            while let each = unsafe entry {
                if unsafe isNamed(each, name) { return true }
                unsafe entry = each.pointee.next
            }
            return false
        }
    }

    /// The number of names.
    static var count: Int {
        locked {
            var count = 0
            var entry = unsafe first
            while let each = unsafe entry {
                count &+= 1
                unsafe entry = each.pointee.next
            }
            return count
        }
    }

    /// A name by its index; nil past the end. It lives until it is removed.
    static func name(at index: Int) -> UnsafePointer<CChar>? {
        unsafe locked {
            var left = index
            var entry = unsafe first
            while let each = unsafe entry {
                if left == 0 { return unsafe each.pointee.name }
                left &-= 1
                unsafe entry = each.pointee.next
            }
            return nil
        }
    }

    private static func isNamed(_ entry: UnsafeMutablePointer<Entry>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let own = unsafe entry.pointee.name else { return false }
        for index in 0..<name.count {
            let unit = unsafe name[index]
            let lower = unit >= 0x41 && unit <= 0x5A ? unit | 0x20 : unit
            if unsafe UInt8(bitPattern: own[index]) != lower || lower == 0 { return false }
        }
        return unsafe own[name.count] == 0
    }

    private static func areEqual(_ one: UnsafePointer<CChar>?, _ other: UnsafePointer<CChar>) -> Bool {
        guard let one = unsafe one else { return false }
        var index = 0
        while unsafe one[index] == other[index] {
            if unsafe one[index] == 0 { return true }
            index &+= 1
        }
        return false
    }
}
