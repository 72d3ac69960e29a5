internal import Bytes
internal import CLibc
internal import CWSEncoder

/// A string that an implementation has returned and must leave as it is for a while: its address, and a copy to compare it
/// with.
///
/// Safe because the characters are read at once by whoever vouches for them, and later only through the kernel.
@safe
struct LentString: ~Copyable {
    private var original = unsafe WS_STRING()
    private var copy = WideString()

    /// Takes note of a string. If there is no memory for the copy, nothing is checked.
    mutating func note(_ string: WideText) {
        forget()
        if (try? copy.set(string)) != nil { unsafe original = WS_STRING(string) }
    }

    mutating func forget() {
        unsafe original = WS_STRING()
    }

    /// Whether the string can still be read and has not changed. It is read through the kernel, which refuses what is not
    /// mapped any more, where a load would end the process.
    var isIntact: Bool {
        let size = unsafe Int(original.length) &* MemoryLayout<WCHAR>.size
        return unsafe size == 0 || wse_still_equals(original.chars, copy.value.chars, size) != 0
    }
}
