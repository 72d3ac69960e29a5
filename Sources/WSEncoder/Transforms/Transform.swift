internal import Bytes
internal import CWSEncoder
internal import CodecKit
internal import Synchronization

/// A codec that was passed to WseRegisterCodec or made a table of. The registry, its tables and their instances share it; the
/// last of them frees it, and with it the author's context.
@safe
struct Transform: ~Copyable {
    private let references = Atomic<Int>(1)
    /// Its texts are those of `texts`.
    let description: CodecDescription
    private let texts: TransformTexts
    /// What messages of an encoder or decoder are handled by; nil if there is no such direction.
    private let encoder: TransformCallbacks?
    private let decoder: TransformCallbacks?
    /// Whether messages build on earlier ones.
    let usesSession: Bool
    /// The author's.
    let context: UnsafeMutableRawPointer?
    private var freeContext: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?

    /// `codec` has been checked.
    init(_ codec: WSE_CODEC, encoder: TransformCallbacks?, decoder: TransformCallbacks?) throws(OutOfMemory) {
        texts = try unsafe TransformTexts(codec)
        let levels = unsafe codec.levels.map { unsafe $0.pointee }.map {
            CodecDescription.Levels($0.lowest, through: $0.highest, standard: $0.standard)
        }
        let hasTypes = unsafe codec.encodedContentType != nil
        description = CodecDescription(
            name: texts[.name], aliases: texts[.aliases], contentEncoding: texts[.contentEncoding], levels: levels,
            labels: hasTypes
                ? .fixed(.init(plain: texts[.plainType], decoded: texts[.decodedType], encoded: texts[.encodedType]))
                : .unchanged)
        self.encoder = encoder
        self.decoder = decoder
        usesSession = unsafe codec.usesSession != 0
        unsafe context = codec.context
        unsafe freeContext = codec.freeContext
    }

    deinit {
        unsafe freeContext?(context)
    }

    /// The function that was to take it has failed: its context remains its author's.
    mutating func keepContext() {
        unsafe freeContext = nil
    }

    /// The name, zero-terminated.
    var name: UnsafePointer<CChar> { unsafe texts.name }

    func callbacks(_ direction: Direction) -> TransformCallbacks? { direction == .encoder ? encoder : decoder }

    func has(_ direction: Direction) -> Bool { callbacks(direction) != nil }

    /// Calls `body` with the name and each alias.
    func forEachName(_ body: (NameText) -> Void) {
        unsafe body(NameText(texts.name))
        unsafe NameText(texts.aliases).forEachElement(body)
    }

    fileprivate func retain() {
        references.wrappingAdd(1, ordering: .relaxed)
    }

    /// Gives up a reference. Returns whether it was the last. Releases this thread's use to the last one, which acquires all.
    fileprivate func giveUp() -> Bool {
        references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0
    }
}

extension Reference where Value == Transform {
    /// Adds a reference.
    func retain() { value.retain() }

    /// Gives up a reference; the last frees the transform.
    @inline(never)
    func release() {
        if value.giveUp() { unsafe deallocate() }
    }
}

/// The callbacks of one direction of a transform.
///
/// Safe because whoever registers a transform promises that they are what the header says.
@safe
struct TransformCallbacks: BitwiseCopyable {
    let create: WSE_CODEC_CREATE_CALLBACK
    let begin: WSE_CODEC_BEGIN_CALLBACK
    let process: WSE_CODEC_PROCESS_CALLBACK
    let commit: WSE_CODEC_STATE_CALLBACK?
    let abandon: WSE_CODEC_STATE_CALLBACK?
    let free: WSE_CODEC_STATE_CALLBACK

    /// nil if one is missing that has to be there.
    init?(_ direction: WSE_CODEC_DIRECTION) {
        guard let create = unsafe direction.create, let begin = unsafe direction.begin,
            let process = unsafe direction.process, let free = unsafe direction.free
        else { return nil }
        unsafe self.create = create
        unsafe self.begin = begin
        unsafe self.process = process
        unsafe commit = direction.commit
        unsafe abandon = direction.abandon
        unsafe self.free = free
    }
}
