/// The order of the two bytes of a UTF-16 code unit.
enum ByteOrder: UInt8 {
    case little, big

    var isBig: Bool { self == .big }

    /// The bytes of a code unit, the first one lowest.
    @inline(__always)
    func bytes(of unit: UInt16) -> UInt16 { isBig ? unit.byteSwapped : unit }

    /// The value of the parameter "charset", as WCF writes it.
    var charset: StaticString { isBig ? "utf-16BE" : "utf-16LE" }

    /// What WCF writes as the encoding in an XML declaration.
    var encodingName: StaticString { isBig ? "utf-16BE" : "utf-16" }
}
