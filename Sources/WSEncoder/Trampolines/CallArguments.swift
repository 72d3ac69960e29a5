internal import Bytes
internal import CWSEncoder

/// The arguments of one call, each widened to a word: the form in which calls pass from one calling convention to another.
///
/// The typed accessors are safe because whoever puts words in promises that they are arguments for the callback in question,
/// which makes each such call an unsafe one: what C passed, or what this library passes on.
@safe
struct CallArguments: BitwiseCopyable {
    private var words: (UInt, UInt, UInt, UInt, UInt, UInt)

    /// No arguments.
    static var none: CallArguments { unsafe CallArguments(0) }

    @unsafe
    @inline(__always)
    init(_ first: UInt, _ second: UInt = 0, _ third: UInt = 0, _ fourth: UInt = 0, _ fifth: UInt = 0, _ sixth: UInt = 0) {
        words = (first, second, third, fourth, fifth, sixth)
    }

    /// Those of Create that say what the instance is for: a sink or source, and its context.
    @unsafe
    init(create sink: UInt, _ context: UInt, _ error: ErrorHandle) {
        words = (0, sink, context, 0, UInt(error), 0)
    }

    /// The arguments that libffi passes to a closure.
    @inline(__always)
    init(_ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ shape: CallShape) {
        words = (0, 0, 0, 0, 0, 0)
        guard let at = unsafe Places(arguments) else { return }
        switch shape {
        case .p: words = (at.word(0), 0, 0, 0, 0, 0)
        case .ppp: words = (at.word(0), at.word(1), at.word(2), 0, 0, 0)
        case .ppppp: words = (at.word(0), at.word(1), at.word(2), at.word(3), at.word(4), 0)
        case .ppupp: words = (at.word(0), at.word(1), at.number(2), at.word(3), at.word(4), 0)
        case .ppuppp: words = (at.word(0), at.word(1), at.number(2), at.word(3), at.word(4), at.word(5))
        case .sup: words = (at.number(0), at.number(1), at.word(2), 0, 0, 0)
        case .supppp: words = (at.number(0), at.number(1), at.word(2), at.word(3), at.word(4), at.word(5))
        }
    }

    /// Those of Start and End.
    @inline(__always)
    init(
        startOrEnd context: UnsafeMutableRawPointer?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
    ) {
        unsafe self.init(UInt(context), UInt(bitPattern: asyncContext), UInt(bitPattern: error))
    }

    /// Those of a sink, and of Encode, which is of the same type.
    @inline(__always)
    init(
        sink context: UnsafeMutableRawPointer?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
        _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
    ) {
        unsafe self.init(
            UInt(context), UInt(bitPattern: buffers), UInt(count), UInt(bitPattern: asyncContext), UInt(bitPattern: error))
    }

    /// Those of a source, and of Decode, which is of the same type.
    @inline(__always)
    init(
        source context: UnsafeMutableRawPointer?, _ bytes: UnsafeMutableRawPointer?, _ maxLength: ULONG,
        _ length: UnsafeMutablePointer<ULONG>?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
    ) {
        unsafe self.init(
            UInt(context), UInt(bytes), UInt(maxLength), UInt(bitPattern: length), UInt(bitPattern: asyncContext),
            UInt(bitPattern: error))
    }

    // Those of calls that the library itself makes, except for the instance: of views that are safe to pass on.

    @inline(__always)
    init(startOrEnd asyncContext: AsyncContext, _ error: ErrorHandle) {
        words = (0, asyncContext.word, UInt(error), 0, 0, 0)
    }

    @inline(__always)
    init(encode buffers: HostBuffers, _ asyncContext: AsyncContext, _ error: ErrorHandle) {
        words = (0, buffers.word, UInt(buffers.number), asyncContext.word, UInt(error), 0)
    }

    @inline(__always)
    init(decode room: HostRoom, _ length: Reference<ULONG>, _ asyncContext: AsyncContext, _ error: ErrorHandle) {
        words = (0, room.word, UInt(room.size), length.word, asyncContext.word, UInt(error))
    }

    /// Where libffi has put a closure's arguments: an array with the address of each.
    @safe
    private struct Places {
        private let places: UnsafeRawPointer

        @inline(__always)
        init?(_ places: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) {
            guard let places = unsafe places else { return nil }
            unsafe self.places = UnsafeRawPointer(places)
        }

        @inline(__always)
        private func place(_ index: Int) -> UnsafeRawPointer {
            unsafe places.load(fromByteOffset: index &* MemoryLayout<UnsafeRawPointer>.stride, as: UnsafeRawPointer.self)
        }

        @inline(__always)
        func word(_ index: Int) -> UInt { unsafe place(index).load(as: UInt.self) }

        @inline(__always)
        func number(_ index: Int) -> UInt { unsafe UInt(place(index).load(as: UInt32.self)) }
    }

    /// The word at `index`; 0 past the last. What it is has a name: see `Position`.
    private(set) subscript(index: Int) -> UInt {
        @inline(__always) get {
            switch index {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            case 3: words.3
            case 4: words.4
            case 5: words.5
            default: 0
            }
        }
        @inline(__always) set {
            switch index {
            case 0: words.0 = newValue
            case 1: words.1 = newValue
            case 2: words.2 = newValue
            case 3: words.3 = newValue
            case 4: words.4 = newValue
            case 5: words.5 = newValue
            default: break
            }
        }
    }

    /// The word at a position.
    @inline(__always)
    func word(_ position: Position) -> UInt { self[position.index] }

    /// Replaces where Decode puts its bytes.
    mutating func set(_ room: HostRoom) {
        self[Position.bytes.index] = room.word
        self[Position.maxLength.index] = UInt(room.size)
    }

    /// Replaces where Decode and a source say how many bytes they wrote.
    mutating func set(_ lengthPlace: Reference<ULONG>) {
        self[Position.lengthPlace.index] = lengthPlace.word
    }

    /// Lowers how many bytes Decode and a source may write.
    mutating func limit(_ maxLength: ULONG) {
        self[Position.maxLength.index] = min(self[Position.maxLength.index], UInt(maxLength))
    }

    /// Replaces the word at a position.
    @unsafe
    @inline(__always)
    mutating func set(_ position: Position, _ word: UInt) {
        self[position.index] = word
    }
}

extension CallArguments {
    /// Which argument of a callback is meant.
    struct Position {
        fileprivate let index: Int

        @inline(__always)
        fileprivate init(_ index: Int) {
            self.index = index
        }

        // Of Create.
        static var createContext: Position { Position(0) }
        static var sink: Position { Position(1) }
        static var sinkContext: Position { Position(2) }
        static var instancePlace: Position { Position(3) }

        // Of all others: the instance, or the context of a sink or source.
        static var instance: Position { Position(0) }

        // Of GetContentType. The encoder's writes two strings, the decoder's one.
        static var contentType: Position { Position(1) }
        static var newContentTypeOfEncoder: Position { Position(2) }
        static var contentEncodingOfEncoder: Position { Position(3) }
        static var contentEncodingOfDecoder: Position { Position(2) }
        static var newContentTypeOfDecoder: Position { Position(3) }

        // Of Encode and a sink.
        static var buffers: Position { Position(1) }
        static var bufferCount: Position { Position(2) }

        // Of Decode and a source.
        static var bytes: Position { Position(1) }
        static var maxLength: Position { Position(2) }
        static var lengthPlace: Position { Position(3) }

        // Of the callback of an asynchronous context.
        static var result: Position { Position(0) }
        static var model: Position { Position(1) }
        static var callbackState: Position { Position(2) }
    }
}

extension CallShape {
    /// Where the asynchronous context is, in the callbacks that have one.
    @inline(__always)
    fileprivate var asyncContext: CallArguments.Position? {
        switch self {
        case .ppp: CallArguments.Position(1)
        case .ppupp: CallArguments.Position(3)
        case .ppuppp: CallArguments.Position(4)
        default: nil
        }
    }

    /// Where the error object is, in the callbacks that have one: they take it last.
    @inline(__always)
    fileprivate var error: CallArguments.Position { CallArguments.Position(argumentCount &- 1) }
}

// What the words mean.
extension CallArguments {
    /// The asynchronous context; none in a callback that has none.
    @inline(__always)
    func asyncContext(_ shape: CallShape) -> AsyncContext {
        unsafe AsyncContext(shape.asyncContext.flatMap { unsafe UnsafePointer(bitPattern: word($0)) })
    }

    /// The same arguments with another asynchronous context.
    @inline(__always)
    func replacing(asyncContext: AsyncContext, _ shape: CallShape) -> CallArguments {
        var arguments = self
        if let position = shape.asyncContext { arguments[position.index] = asyncContext.word }
        return arguments
    }

    /// The same arguments of a decoder's GetContentType with NULL for an empty content encoding: both say that there is none.
    var withoutEmptyEncoding: CallArguments {
        var arguments = self
        if string(.contentEncodingOfDecoder)?.isEmpty ?? false { arguments[Position.contentEncodingOfDecoder.index] = 0 }
        return arguments
    }

    /// The error object, in a callback that has one.
    @inline(__always)
    func error(_ shape: CallShape) -> ErrorHandle {
        unsafe ErrorHandle(OpaquePointer(bitPattern: word(shape.error)))
    }

    /// Where Decode and a source say how many bytes they wrote.
    @inline(__always)
    var lengthPlace: Reference<ULONG>? { reference(.lengthPlace) }

    /// Where Decode puts its first byte.
    var bytePlace: Reference<UInt8>? { reference(.bytes) }

    /// The sink or source that Create gets; nil for none.
    func sink(_ convention: CallingConvention, of direction: Direction) -> BoundCallback? {
        guard let sink = unsafe pointer(.sink) else { return nil }
        return unsafe BoundCallback(ForeignFunction(sink, convention), pointer(.sinkContext), of: direction)
    }

    /// Where Create puts the address of the instance.
    var instancePlace: Reference<UInt>? { reference(.instancePlace) }

    /// The string at a position; nil if there is none there, or one that has a length and no characters.
    func string(_ position: Position) -> WideText? {
        unsafe UnsafePointer<WS_STRING>(bitPattern: word(position)).flatMap { unsafe WideText($0.pointee) }
    }

    /// Writes a string to a place that is an argument.
    func store(_ string: borrowing WideString, _ position: Position) {
        unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: word(position))?.pointee = string.value
    }

    /// The word at a position as the address of a value; nil for 0.
    @inline(__always)
    private func reference<Value>(_ position: Position) -> Reference<Value>? { unsafe Reference(pointer(position)) }

    /// The word at a position as an address.
    @inline(__always)
    func pointer(_ position: Position) -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: word(position))
    }

    /// The result with which a call has completed.
    var result: HRESULT { HRESULT(truncatingIfNeeded: word(.result)) }

    /// The model with which a call has completed.
    var model: WS_CALLBACK_MODEL { WS_CALLBACK_MODEL(rawValue: UInt32(truncatingIfNeeded: word(.model))) }
}

extension UInt {
    /// An address as a word.
    @inline(__always)
    init(_ pointer: UnsafeMutableRawPointer?) {
        self = UInt(bitPattern: pointer)
    }
}
