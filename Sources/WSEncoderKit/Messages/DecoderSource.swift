internal import CLibc
internal import CWSEncoder

/// The source of a decoder: the bytes that have been passed to it, and a read that waits for more.
///
/// The decoder reads asynchronously, so that decoding can stop wherever there are no more bytes, and go on when there are. A
/// codec of the chain may complete on a thread of its own; for that, and only for that, there is a lock.
@safe
final class DecoderSource {
    /// A read for which there were no bytes.
    @unsafe
    private struct Request {
        let bytes: UnsafeMutableRawPointer?
        let maxSize: ULONG
        let actualSize: UnsafeMutablePointer<ULONG>?
        let context: WS_ASYNC_CONTEXT
    }

    enum Event {
        /// A read waits for bytes.
        case needsInput
        /// The operation has completed with this result.
        case completed(HRESULT)
    }

    private var buffer: OpaquePointer?
    private var count = 0
    private var hasEnded = false
    private var request: Request?
    private var completion: HRESULT?
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let hasChanged: UnsafeMutablePointer<pthread_cond_t>

    init() throws(CodecError) {
        guard let lock = unsafe malloc(MemoryLayout<pthread_mutex_t>.size) else { throw .outOfMemory }
        guard let hasChanged = unsafe malloc(MemoryLayout<pthread_cond_t>.size) else {
            unsafe free(lock)
            throw .outOfMemory
        }
        unsafe self.lock = lock.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        unsafe self.hasChanged = hasChanged.bindMemory(to: pthread_cond_t.self, capacity: 1)
        unsafe pthread_mutex_init(self.lock, nil)
        unsafe pthread_cond_init(self.hasChanged, nil)
        try unsafe ErrorObject.check { error in unsafe WseCreateBuffer(0, &buffer, error) }
    }

    deinit {
        unsafe WseFreeBuffer(buffer)
        unsafe pthread_cond_destroy(hasChanged)
        unsafe pthread_mutex_destroy(lock)
        unsafe free(hasChanged)
        unsafe free(lock)
    }

    /// What C passes to the callbacks. The owner keeps this object alive.
    var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ context: UnsafeMutableRawPointer?) -> DecoderSource? {
        unsafe context.map { context in unsafe Unmanaged<DecoderSource>.fromOpaque(context).takeUnretainedValue() }
    }

    /// The source callback.
    static let read: WS_READ_CALLBACK = { state, bytes, maxSize, actualSize, asyncContext, error in
        guard let source = unsafe DecoderSource.at(state) else { return E_INVALIDARG }
        unsafe pthread_mutex_lock(source.lock)
        defer { unsafe pthread_mutex_unlock(source.lock) }
        if source.count > 0 || source.hasEnded {
            return unsafe source.take(bytes, maxSize, actualSize)
        }
        guard let asyncContext = unsafe asyncContext else {
            return unsafe CodecError(
                WS_E_INVALID_OPERATION, "a decoder that reads before it knows the content type takes whole messages only"
            ).report(to: error)
        }
        unsafe source.request = unsafe Request(
            bytes: bytes, maxSize: maxSize, actualSize: actualSize, context: asyncContext.pointee)
        return WS_S_ASYNC
    }

    /// The callback of an asynchronous operation of the decoder.
    static let complete: WS_ASYNC_CALLBACK = { result, _, state in
        guard let source = unsafe DecoderSource.at(state) else { return }
        unsafe pthread_mutex_lock(source.lock)
        source.completion = result
        unsafe pthread_cond_signal(source.hasChanged)
        unsafe pthread_mutex_unlock(source.lock)
    }

    /// Forgets the message before. No operation may be in progress.
    func reset() {
        unsafe WseResetBuffer(buffer)
        count = 0
        hasEnded = false
        completion = nil
    }

    /// Adds bytes for the decoder to read.
    func add(_ bytes: [UInt8]) throws(CodecError) {
        var bytes = bytes
        try unsafe bytes.withUnsafeMutableBufferPointer { (bytes) throws(CodecError) in
            var start = 0
            while start < bytes.count {
                let size = min(bytes.count - start, Int(Int32.max))
                var piece = unsafe WS_BYTES(length: ULONG(size), bytes: bytes.baseAddress?.advanced(by: start))
                try unsafe ErrorObject.check { error in
                    unsafe WseBufferWrite(UnsafeMutableRawPointer(buffer), &piece, 1, nil, error)
                }
                start += size
            }
        }
        count += bytes.count
    }

    /// No bytes follow.
    func end() { hasEnded = true }

    /// Lets the operation that is in progress go on until it has completed or needs bytes that are not there.
    func advance() -> Event {
        while true {
            unsafe pthread_mutex_lock(lock)
            while unsafe completion == nil && request == nil { unsafe pthread_cond_wait(hasChanged, lock) }
            if let result = completion {
                completion = nil
                unsafe pthread_mutex_unlock(lock)
                return .completed(result)
            }
            guard let request = unsafe request, count > 0 || hasEnded else {
                unsafe pthread_mutex_unlock(lock)
                return .needsInput
            }
            unsafe self.request = nil
            let result = unsafe take(request.bytes, request.maxSize, request.actualSize)
            unsafe pthread_mutex_unlock(lock)
            unsafe request.context.callback(result, WS_LONG_CALLBACK, request.context.callbackState)
        }
    }

    /// Ends the operation that is in progress.
    func abort() {
        unsafe pthread_mutex_lock(lock)
        let request = unsafe self.request
        unsafe self.request = nil
        unsafe pthread_mutex_unlock(lock)
        guard let request = unsafe request else { return }
        unsafe request.context.callback(WS_E_OPERATION_ABORTED, WS_LONG_CALLBACK, request.context.callbackState)
        end()
        _ = advance()
    }

    private func take(
        _ bytes: UnsafeMutableRawPointer?, _ maxSize: ULONG, _ actualSize: UnsafeMutablePointer<ULONG>?
    ) -> HRESULT {
        let result = unsafe WseBufferRead(UnsafeMutableRawPointer(buffer), bytes, maxSize, actualSize, nil, nil)
        if result >= 0, let size = unsafe actualSize?.pointee { count -= Int(size) }
        return result
    }
}
