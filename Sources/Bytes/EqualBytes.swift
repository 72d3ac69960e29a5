internal import CLibc

/// Whether two runs of bytes are the same.
public func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return unsafe memcmp(first, second, left.count) == 0
}

/// Whether a run of bytes is that constant.
public func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ constant: StaticString) -> Bool {
    unsafe equal(bytes, UnsafeBufferPointer(start: constant.utf8Start, count: constant.utf8CodeUnitCount))
}
