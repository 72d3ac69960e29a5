internal import Bytes
internal import CWSEncoder

/// Where a host wants a string.
///
/// Safe because the initialiser takes a pointer: the host promises that the place can be written to until the call is over.
@safe
struct StringPlace: BitwiseCopyable {
    private let place: UnsafeMutablePointer<WS_STRING>

    /// nil for NULL.
    init?(_ place: UnsafeMutablePointer<WS_STRING>?) {
        guard let place = unsafe place else { return nil }
        unsafe self.place = place
    }

    /// Writes a string, which is valid there until it is next set.
    func set(_ string: borrowing WideString) {
        unsafe place.pointee = string.value
    }

    /// Writes a text.
    func set(_ text: WideText) {
        unsafe place.pointee = WS_STRING(text)
    }
}

/// Where the caller of a function wants a string that a buffer keeps: as a string of Windows, or as one of C.
///
/// Safe as `StringPlace` is.
@safe
enum KeptStringPlace {
    case wide(StringPlace)
    case forC(UnsafeMutablePointer<UnsafePointer<CChar>?>)

    /// nil for NULL.
    init?(_ place: UnsafeMutablePointer<WS_STRING>?) {
        guard let place = unsafe StringPlace(place) else { return nil }
        self = .wide(place)
    }

    /// nil for NULL.
    init?(_ place: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
        guard let place = unsafe place else { return nil }
        self = unsafe .forC(place)
    }

    /// A string that is to be written to the place.
    @safe
    struct Kept {
        fileprivate let wide: WideText
        fileprivate let forC: UnsafePointer<CChar>?
    }

    /// Copies a string to where the buffer keeps it.
    func keep(_ text: WideText, in buffer: Reference<Buffer>) throws(OutOfMemory) -> Kept {
        switch self {
        case .wide: return unsafe Kept(wide: try buffer.value.keep(text), forC: nil)
        case .forC: return unsafe Kept(wide: .empty, forC: try buffer.value.keepForC(text))
        }
    }

    /// Writes a string that was kept for this place.
    func set(_ string: Kept) {
        switch self {
        case .wide(let place): place.set(string.wide)
        case .forC(let place): unsafe place.pointee = string.forC
        }
    }
}
