extension StaticString {
    /// The byte of UTF-8 at `index`; nil if there is none.
    @inline(__always)
    public func byte(at index: Int) -> UInt8? {
        guard index >= 0 && index < utf8CodeUnitCount else { return nil }
        return unsafe utf8Start[index]
    }
}
