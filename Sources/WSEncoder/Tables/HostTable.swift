internal import Bytes
internal import CWSEncoder

/// A WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which have the same layout: a createContext, and six functions in the order of
/// `Callback.Role`.
///
/// Safe because the initialisers take a pointer: whoever makes one promises that such a structure is there as long as this is
/// used.
@safe
struct HostTable: BitwiseCopyable {
    private let fields: UnsafeMutablePointer<UnsafeMutableRawPointer?>

    init(_ table: UnsafeMutableRawPointer) {
        unsafe fields = table.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    }

    /// One that is only read.
    init(reading table: UnsafeRawPointer) {
        unsafe self.init(UnsafeMutableRawPointer(mutating: table))
    }

    var createContext: UnsafeMutableRawPointer? { unsafe fields[0] }

    /// The function of a role in this calling convention; nil for NULL.
    func function(_ role: Callback.Role, _ convention: CallingConvention) -> ForeignFunction? {
        unsafe fields[1 &+ Int(role.rawValue)].map { unsafe ForeignFunction($0, convention) }
    }

    /// Sets the function of a role; NULL for none.
    func set(_ role: Callback.Role, _ closure: Closure?) {
        unsafe fields[1 &+ Int(role.rawValue)] = closure?.function
    }

    /// Sets the createContext alone.
    func set(_ object: TableObject) {
        unsafe fields[0] = object.address
    }

    /// Sets everything.
    func set(_ encoder: WS_CHANNEL_ENCODER) {
        unsafe UnsafeMutableRawPointer(fields).assumingMemoryBound(to: WS_CHANNEL_ENCODER.self).pointee = encoder
    }

    /// Sets everything.
    func set(_ decoder: WS_CHANNEL_DECODER) {
        unsafe UnsafeMutableRawPointer(fields).assumingMemoryBound(to: WS_CHANNEL_DECODER.self).pointee = decoder
    }
}
