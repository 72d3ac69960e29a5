internal import Bytes

extension ByteText {
    /// The number whose bytes begin at `offset`, the lowest first; 0 if they do not all lie within the text.
    @inline(__always)
    func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
        guard offset >= 0, count &- offset >= MemoryLayout<Number>.size else { return 0 }
        return unsafe Number(littleEndian: UnsafeRawPointer(baseAddress + offset).loadUnaligned(as: type))
    }
}
