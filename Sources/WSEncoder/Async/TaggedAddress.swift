/// The address of an object with the number of one of its calls in the low bits, which are 0 in what `malloc` returns. It is
/// the state of the asynchronous contexts that this library hands out, so that a completion names both the object and the call.
@safe
struct TaggedAddress {
    let address: UnsafeMutableRawPointer
    /// The number of the call, as far as `Handoff.callMask` reaches.
    let call: UInt64

    init(_ address: UnsafeMutableRawPointer, call: UInt64) {
        unsafe self.address = address
        self.call = call & Handoff.callMask
    }

    /// Takes apart what `context` put together; nil for NULL.
    init?(_ context: UnsafeMutableRawPointer?) {
        guard let context = unsafe context else { return nil }
        call = UInt64(UInt(bitPattern: context)) & Handoff.callMask
        unsafe address = context.advanced(by: 0 &- Int(truncatingIfNeeded: call))
    }

    /// The state of an asynchronous context.
    var context: UnsafeMutableRawPointer { unsafe address.advanced(by: Int(truncatingIfNeeded: call)) }
}
