internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What a table of a chain was created with: the tables of its links, which pass one another bytes by callbacks, in the order
/// in which an encoder applies them.
struct ChainTable: ~Copyable {
    let header: TableHeader
    /// The names of the links as the caller wrote them.
    private let names: OwnedName
    private var links = InlineArray<8, Link?>(repeating: nil)
    private(set) var count = 0
    /// The limits of the message as a whole: none if no link is of this library.
    private(set) var limits = Limits(maxDecodedSize: 0, maxExpansion: 0)

    private init(_ names: consuming OwnedName, _ direction: Direction) {
        header = TableHeader(.chain, direction)
        self.names = names
    }

    deinit {
        for index in links.indices {
            links[index]?.release()
        }
    }

    static func make(
        _ names: NameText, _ direction: Direction
    ) throws(OutOfMemory) -> Reference<ChainTable> {
        try Reference(allocating: ChainTable(OwnedName(copying: names), direction))
    }

    /// Adds a link at the end, and takes over the reference to its table.
    mutating func append(_ object: TableObject, _ implementation: Implementation?) {
        guard count < links.count, let implementation else { return object.release() }
        links[count] = Link(object, implementation)
        count &+= 1
    }

    /// Takes over the limits of a link of this library. A link that has no limit of expansion leaves the others' as it is.
    mutating func limit(_ limits: Limits) {
        self.limits.maxDecodedSize = limits.maxDecodedSize
        if limits.maxExpansion > 0 { self.limits.maxExpansion = limits.maxExpansion }
    }

    subscript(index: Int) -> Link? {
        index >= 0 && index < count ? links[index] : nil
    }

    var direction: Direction { header.direction }

    var subject: Subject { names.subject(direction) }

    /// How many codings at the end of a list are for a link that is shown this content type. A registered link has one if there
    /// are more than the links before it need.
    func codingCount(of index: Int, _ type: WideText, in codings: ContentEncodingValue) -> Int {
        if let codecs = self[index]?.codecs { return codecs.codingCount(type, in: codings) }
        var needed = 0
        for other in 0..<index {
            guard let codecs = self[other]?.codecs else { continue }
            needed &+= codecs.neededCodingCount(type, in: codings, from: needed)
        }
        return codings.count > needed ? 1 : 0
    }

    /// Appends what a link is called.
    func appendName(of index: Int, to text: inout TextBuffer) {
        self[index]?.appendName(to: &text)
    }
}

extension Reference<ChainTable> {
    /// The createContext of a Create; nil if it is not that of a chain of this direction.
    init?(createContextOf arguments: CallArguments, _ direction: Direction) {
        let object = unsafe TableObject(arguments.pointer(.createContext), .chain, direction)
        guard let table = object?.chainTable else { return nil }
        self = table
    }
}
