internal import CLibc
internal import CWSEncoder

/// What the library keeps of a codec, at an address of its own. A record is never freed, so that a `Codec` can be copied and
/// used at any time.
@safe
struct CodecRecord: ~Copyable {
    /// The codec as C describes it. Its context is this record.
    let description: WSE_CODEC
    let encoder: Transform?
    let decoder: Transform?
    /// Why the description does not describe the codec; nil if it does.
    let refusal: CodecError?

    init(_ description: WSE_CODEC, _ encoder: Transform?, _ decoder: Transform?, refusal: CodecError?) {
        unsafe self.description = description
        self.encoder = encoder
        self.decoder = decoder
        self.refusal = refusal
    }

    /// The record that is the context of a callback.
    static func at(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CodecRecord>? {
        unsafe context?.assumingMemoryBound(to: CodecRecord.self)
    }

    /// What the `create` callback of a direction does.
    static func makeState(
        _ transform: Transform?, _ options: UnsafePointer<WSE_CODEC_OPTIONS>?,
        _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ error: OpaquePointer?
    ) -> HRESULT {
        unsafe reporting(to: error) { () throws(CodecError) in
            guard let transform, let options = unsafe options else { return }
            unsafe state?.pointee = try CodecState(transform, CodecOptions(level: Int(options.pointee.level))).pointer
        }
    }
}

/// The strings and levels of a codec, which C copies each time it is passed them. They are never freed.
@safe
struct CodecStrings {
    /// Whether there was no memory for one of them.
    private(set) var areIncomplete = false
    /// The first argument that C cannot have as it is; nil if there is none.
    private(set) var refusal: CodecError?

    /// The text, with a zero at the end; nil for nil.
    mutating func keep(_ text: String?, _ argument: String) -> UnsafePointer<CChar>? {
        guard let text else { return nil }
        do throws(CodecError) { try text.refuseNUL(as: argument) } catch { refuse(error) }
        return unsafe keep(text)
    }

    /// The aliases, separated by commas; nil if there are none.
    mutating func keep(aliases: [String]) -> UnsafePointer<CChar>? {
        var list = ""
        for (index, alias) in aliases.enumerated() {
            for unit in alias.utf8 where unit == UInt8(ascii: ",") {
                refuse(CodecError(E_INVALIDARG, "aliases has an alias with a comma"))
            }
            if alias.isEmpty { refuse(CodecError(E_INVALIDARG, "aliases has an empty alias")) }
            list += index == 0 ? alias : "," + alias
        }
        return aliases.isEmpty ? nil : unsafe keep(list, "aliases")
    }

    private mutating func refuse(_ reason: CodecError) {
        if refusal == nil { refusal = reason }
    }

    mutating func keep(_ levels: Codec.Levels?) -> UnsafePointer<WSE_CODEC_LEVELS>? {
        guard let levels else { return nil }
        guard let memory = unsafe malloc(MemoryLayout<WSE_CODEC_LEVELS>.size) else {
            areIncomplete = true
            return nil
        }
        let limits = WSE_CODEC_LEVELS(
            lowest: levels.range.lowerBound, highest: levels.range.upperBound, standard: levels.standard)
        return unsafe UnsafePointer(memory.initializeMemory(as: WSE_CODEC_LEVELS.self, to: limits))
    }

    private mutating func keep(_ text: String) -> UnsafePointer<CChar>? {
        let units = text.utf8
        guard let memory = unsafe malloc(units.count + 1) else {
            areIncomplete = true
            return nil
        }
        var next = unsafe memory.bindMemory(to: UInt8.self, capacity: units.count + 1)
        for unit in units {
            unsafe next.pointee = unit
            unsafe next += 1
        }
        unsafe next.pointee = 0
        return unsafe UnsafePointer(memory.assumingMemoryBound(to: CChar.self))
    }
}
