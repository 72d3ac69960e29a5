internal import Bytes
internal import CodecKit

/// What sets a package apart from others: the boundary between its parts, and the identifiers of the parts, which are made of
/// it. No reader has to decode the identifiers: they have letters, digits, hyphens and one "@".
struct PackageIdentity: BitwiseCopyable {
    private var boundary: PackageBoundary
    private let count: Int
    /// Whether the boundary is one that a message may contain, because it is not random.
    let isChosen: Bool

    /// The identity of the package with this number among those that have the secret; nobody who does not know the secret can
    /// guess the boundary. If the options have a boundary, it is that.
    init(_ options: PackageOptions, secret: KeyedHash, number: UInt64) {
        boundary = options.boundary
        isChosen = options.boundaryCount > 0
        guard options.boundaryCount == 0 else {
            count = min(Int(options.boundaryCount), PackageBoundary.capacity)
            return
        }
        count = 32
        var number = number
        for half in 0..<2 {
            let word = unsafe withUnsafeBytes(of: &number) { bytes in unsafe secret(ByteText(bytes)) }
            for digit in 0..<16 {
                let bits = UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: 60 &- 4 &* digit)) & 0xF
                boundary[half &* 16 &+ digit] = bits < 10 ? UInt8(ascii: "0") &+ bits : UInt8(ascii: "a") &- 10 &+ bits
            }
            number = ~number
        }
    }

    /// Appends the boundary as it is.
    func appendBoundary(to text: inout PendingText) {
        for index in 0..<count { text.append(boundary[index]) }
    }

    /// The number of bytes of what begins a delimiter: the end of a line, two hyphens and the boundary.
    var delimiterCount: Int { 4 &+ count }

    /// One of these bytes.
    func delimiter(at index: Int) -> UInt8 {
        switch index {
        case 0: UInt8(ascii: "\r")
        case 1: UInt8(ascii: "\n")
        case 2, 3: UInt8(ascii: "-")
        default: boundary[index &- 4]
        }
    }

    /// Appends the identifier of a part. The root is number 0.
    func appendID(of number: Int, to text: inout PendingText) {
        text.append(decimal: number)
        text.append(UInt8(ascii: "@"))
        for index in 0..<count {
            let byte = boundary[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                text.append(byte)
            default: text.append(UInt8(ascii: "-"))
            }
        }
    }
}
