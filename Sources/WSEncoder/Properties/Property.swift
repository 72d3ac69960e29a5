internal import CWSEncoder

/// The value of a caller's property.
///
/// Safe because the initialiser is unsafe to call: the caller of this library promises that the value has the size it says.
@safe
struct PropertyValue {
    private let bytes: UnsafeRawBufferPointer

    init(_ value: UnsafeRawPointer?, _ size: ULONG) {
        unsafe bytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : Int(size))
    }

    /// The value; nil if there is none, or it is of another size.
    func value<Value: BitwiseCopyable>(as type: Value.Type) -> Value? {
        unsafe bytes.count == MemoryLayout<Value>.size ? bytes.loadUnaligned(as: type) : nil
    }
}

/// A caller's property.
struct Property {
    let id: WSE_PROPERTY_ID
    private let bytes: PropertyValue

    init(_ property: WSE_PROPERTY) {
        id = unsafe property.id
        bytes = unsafe PropertyValue(property.value, property.valueSize)
    }

    /// The value; nil if there is none, or it is of another size.
    func value<Value: BitwiseCopyable>(as type: Value.Type) -> Value? { bytes.value(as: type) }
}

/// The properties that a caller passed to a function.
///
/// Safe as `PropertyValue` is.
@safe
struct PropertyList {
    private let properties: UnsafePointer<WSE_PROPERTY>?
    let count: Int

    /// nil if there is a count and no address.
    init?(_ properties: UnsafePointer<WSE_PROPERTY>?, _ count: ULONG) {
        guard unsafe properties != nil || count == 0 else { return nil }
        unsafe self.properties = properties
        self.count = Int(count)
    }

    /// The property at `index`, which is below `count`.
    subscript(index: Int) -> Property? {
        guard index >= 0 && index < count, let properties = unsafe properties else { return nil }
        return unsafe Property(properties[index])
    }
}
