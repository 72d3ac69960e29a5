extension OutputCursor {
    /// Appends as much of a text as there is room for, and returns how many bytes that is.
    @_lifetime(self: copy self)
    public mutating func append(_ text: ByteText) -> Int {
        var count = 0
        unsafe produce { room in
            count = min(room.count, text.count)
            if let base = room.baseAddress { unsafe text.prefix(count).copy(to: base) }
            return count
        }
        return count
    }
}
