public import Bytes

extension ByteText: CustomStringConvertible {
    public var description: String { unsafe String(decoding: buffer, as: UTF8.self) }
}
