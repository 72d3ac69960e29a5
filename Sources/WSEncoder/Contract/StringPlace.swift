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
