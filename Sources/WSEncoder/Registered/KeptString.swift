internal import Bytes
internal import CLibc
internal import CWSEncoder

/// A string that an implementation gave and has to keep as it is: where it lies, and what it was.
@safe
struct KeptString: ~Copyable {
    private var original = unsafe WS_STRING()
    private var copy = WideString()

    /// Takes note of a string. Without memory for the copy, or without an address, nothing is checked.
    mutating func note(_ string: WS_STRING) {
        unsafe original = WS_STRING()
        guard let characters = unsafe string.characters else { return }
        do throws(OutOfMemory) {
            try unsafe copy.set(characters)
            unsafe original = string
        } catch _ {}
    }

    mutating func forget() {
        unsafe original = WS_STRING()
    }

    /// Whether it can still be read and says the same. Memory that has gone is looked at through the kernel, which refuses
    /// where a load would end the process.
    var isIntact: Bool {
        let size = unsafe Int(original.length) &* MemoryLayout<WCHAR>.size
        return unsafe size == 0 || wse_still_equals(original.chars, copy.value.chars, size) != 0
    }
}
