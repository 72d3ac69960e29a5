/// Which way a codec works.
enum Direction: UInt8 {
    case encoder
    case decoder
}
