internal import Bytes
internal import CLibc
internal import CWSEncoder

/// The functions that implementations in another calling convention get as their sinks and sources. Each is a closure, and only
/// this list tells that it belongs to an adapter. In the native convention there is just one such function, `Adapter.ownSink`.
enum ForeignSinks {
    struct Entry: ~Copyable {
        /// The address of the function, as a word.
        fileprivate let function: UInt
        fileprivate var next: Reference<Entry>?
    }

    /// A mutex is in its initial state when all its bytes are zero.
    nonisolated(unsafe) private static var mutex = unsafe pthread_mutex_t()
    nonisolated(unsafe) private static var first: Reference<Entry>?

    private static func locked<Value>(_ body: (inout Reference<Entry>?) -> Value) -> Value {
        unsafe pthread_mutex_lock(&mutex)
        defer { unsafe pthread_mutex_unlock(&mutex) }
        return unsafe body(&first)
    }

    /// Adds a function, to be removed when it is freed.
    static func add(_ closure: Closure) throws(OutOfMemory) -> Reference<Entry> {
        let entry = try Reference(allocating: Entry(function: closure.word, next: nil))
        locked { first in
            entry.value.next = first
            first = entry
        }
        return entry
    }

    static func remove(_ entry: Reference<Entry>) {
        locked { first in
            if first?.word == entry.word { return first = entry.value.next }
            var previous = first
            while let each = previous, let next = each.value.next, next.word != entry.word { previous = next }
            previous?.value.next = entry.value.next
        }
        unsafe entry.deallocate()
    }

    static func contains(_ word: UInt) -> Bool {
        locked { first in
            var entry = first
            while let each = entry, each.value.function != word { entry = each.value.next }
            return entry != nil
        }
    }
}
