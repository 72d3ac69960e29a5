internal import CWSEncoder

/// The value of a property that is a number, whatever its type is.
struct PropertyBits: BitwiseCopyable {
    /// In two's complement.
    private let bits: UInt64

    init(_ value: LONG) {
        bits = UInt64(bitPattern: Int64(value))
    }

    init(_ value: UInt32) {
        bits = UInt64(value)
    }

    init(_ value: ULONGLONG) {
        bits = value
    }

    var long: LONG { LONG(truncatingIfNeeded: bits) }
    var ulong: ULONG { ULONG(truncatingIfNeeded: bits) }
    var ulonglong: ULONGLONG { bits }
    var isTrue: Bool { bits != 0 }

    /// The number, to compare it with the bounds of its type. One that is too large for that is as good as the largest.
    func number(_ type: WSE_VALUE_TYPE) -> Int64 {
        type == WSE_VALUE_ULONGLONG ? Int64(clamping: bits) : Int64(bitPattern: bits)
    }
}

extension WSE_VALUE_TYPE {
    /// The size of its values in bytes.
    var size: Int {
        switch self {
        case WSE_VALUE_STRING: unsafe MemoryLayout<WS_STRING>.size
        case WSE_VALUE_ULONGLONG: MemoryLayout<ULONGLONG>.size
        default: MemoryLayout<ULONG>.size
        }
    }
}

extension Property {
    /// The value of a property whose type is a number; nil if there is none, or it is of another size.
    @_optimize(size)
    func bits(_ type: WSE_VALUE_TYPE) -> PropertyBits? {
        switch type {
        case WSE_VALUE_LONG: value(as: LONG.self).map { PropertyBits($0) }
        case WSE_VALUE_ULONGLONG: value(as: ULONGLONG.self).map { PropertyBits($0) }
        // Every number but 0 is true.
        case WSE_VALUE_BOOL: value(as: BOOL.self).map { PropertyBits($0 != 0 ? 1 : 0 as UInt32) }
        default: value(as: UInt32.self).map { PropertyBits($0) }
        }
    }
}
