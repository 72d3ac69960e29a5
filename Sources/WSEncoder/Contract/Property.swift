internal import CWSEncoder

/// A property that a caller gave.
///
/// Safe because the initialisers are unsafe to call: the caller of this library promises that the value has the size that it says.
@safe
struct Property {
    let id: WSE_PROPERTY_ID
    private let bytes: UnsafeRawBufferPointer

    init(_ property: WSE_PROPERTY) {
        id = unsafe property.id
        unsafe bytes = UnsafeRawBufferPointer(start: property.value, count: property.value == nil ? 0 : Int(property.valueSize))
    }

    /// The value; nil if there is none, or it is of another size.
    func value<Value: BitwiseCopyable>(as type: Value.Type) -> Value? {
        unsafe bytes.count == MemoryLayout<Value>.size ? bytes.loadUnaligned(as: type) : nil
    }
}

/// The properties that a caller gave to a function.
///
/// Safe as `Property` is.
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
