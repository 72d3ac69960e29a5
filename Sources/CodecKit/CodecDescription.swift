/// What is known of a codec before one is made: its names, its settings and how to make its two directions.
public struct CodecDescription {
    public typealias Factory = (CodecOptions) throws(CodecError) -> AnyCodec

    /// The name callers ask for.
    public let name: StaticString
    /// Another name it goes by; empty if there is none.
    public let alias: StaticString
    /// Its token in HTTP's Content-Encoding; empty if it is none.
    public let contentEncoding: StaticString
    /// The levels its encoder takes, nil if it takes none.
    public let levels: Levels?
    /// The largest window its decoder allocates unless told otherwise, nil if its format has no choice.
    public let defaultMaxWindowSize: UInt32?
    /// Output is input: the pump hands the caller's own bytes on and never asks the codec.
    public let isPassthrough: Bool
    public let makeEncoder: Factory
    public let makeDecoder: Factory

    public struct Levels {
        public let lowest: Int32
        public let highest: Int32
        public let standard: Int32

        public init(_ lowest: Int32, through highest: Int32, standard: Int32) {
            self.lowest = lowest
            self.highest = highest
            self.standard = standard
        }
    }

    public init(
        name: StaticString, alias: StaticString = "", contentEncoding: StaticString, levels: Levels? = nil,
        defaultMaxWindowSize: UInt32? = nil, isPassthrough: Bool = false, makeEncoder: @escaping Factory,
        makeDecoder: @escaping Factory
    ) {
        self.name = name
        self.alias = alias
        self.contentEncoding = contentEncoding
        self.levels = levels
        self.defaultMaxWindowSize = defaultMaxWindowSize
        self.isPassthrough = isPassthrough
        self.makeEncoder = makeEncoder
        self.makeDecoder = makeDecoder
    }
}
