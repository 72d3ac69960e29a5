internal import CZstd
internal import CodecKit

extension CodecError {
    /// What the C library's code for a failure stands for; `reason` unless it is a lack of memory.
    static func zstd(_ code: Int, _ reason: StaticString) -> CodecError {
        if ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation { return .outOfMemory }
        return unsafe .invalidFormat(reason, detail: ZSTD_getErrorName(code))
    }
}
