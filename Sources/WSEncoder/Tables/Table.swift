internal import Bytes
internal import CWSEncoder

/// Makes tables from plans, and fills the structures that hosts have of them.
enum Table {
    /// Makes the object that a table's createContext names. The caller owns the reference.
    static func make(
        _ plan: borrowing TablePlan, _ names: UnsafePointer<CChar>
    ) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        if plan.count == 1, case .builtIn(let reader)? = plan.segments[0] {
            return try unsafe makeCodecs(reader, plan.direction, plan.convention)
        }
        let object = try unsafe makeNative(plan, names)
        guard plan.convention != .native else { return unsafe object }
        do throws(OutOfMemory) {
            return try unsafe makeForeign(plan.convention, names, object)
        } catch {
            unsafe TableHeader.release(object)
            throw error
        }
    }

    private static func makeNative(
        _ plan: borrowing TablePlan, _ names: UnsafePointer<CChar>
    ) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        if plan.count == 1, let segment = plan.segments[0] { return try unsafe makeSegment(segment, plan.direction) }
        let chain = try unsafe ChainTable.make(names, plan.direction)
        do throws(OutOfMemory) {
            for index in 0..<plan.count {
                guard let segment = plan.segments[index] else { continue }
                let object = try unsafe makeSegment(segment, plan.direction)
                unsafe chain.pointee.append(object, implementation(of: object))
                if case .builtIn(let reader) = segment { unsafe chain.pointee.limit(reader.settings.limits) }
            }
            return UnsafeMutableRawPointer(chain)
        } catch {
            unsafe TableHeader.release(chain)
            throw error
        }
    }

    private static func makeSegment(
        _ segment: TablePlan.Segment, _ direction: Direction
    ) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        switch segment {
        case .registered(let table):
            unsafe TableHeader.retain(table)
            return UnsafeMutableRawPointer(table)
        case .builtIn(let reader): return try unsafe makeCodecs(reader, direction, .native)
        }
    }

    private static func makeCodecs(
        _ reader: PropertyReader, _ direction: Direction, _ convention: CallingConvention
    ) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        let codecTable = try unsafe Memory.allocate(CodecTable.self)
        do throws(OutOfMemory) {
            try unsafe codecTable.initialize(to: CodecTable(reader.links, direction, reader.settings, convention))
            return UnsafeMutableRawPointer(codecTable)
        } catch {
            unsafe Memory.free(codecTable)
            throw error
        }
    }

    /// Fills a host's structure if the functions of the table are not the native ones. Returns whether they are not.
    private static func fillForeign(_ place: UnsafeMutableRawPointer, with object: UnsafeMutableRawPointer) -> Bool {
        let codecTable = unsafe object.assumingMemoryBound(to: CodecTable.self)
        guard unsafe codecTable.pointee.convention != .native else { return false }
        unsafe codecTable.pointee.foreign?.fill(place, createContext: object)
        return true
    }

    /// The same for a host of another calling convention, by functions between the two. A registered codec keeps its own.
    private static func makeForeign(
        _ convention: CallingConvention, _ names: UnsafePointer<CChar>, _ object: UnsafeMutableRawPointer
    ) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        var inner = unsafe implementation(of: object)
        var isChecked = false
        if unsafe object.assumingMemoryBound(to: TableHeader.self).pointee.kind == .adapter {
            let registered = unsafe object.assumingMemoryBound(to: AdapterTable.self)
            inner = unsafe registered.pointee.implementation
            isChecked = unsafe registered.pointee.isChecked
        }
        guard let inner else { throw OutOfMemory() }
        return try unsafe UnsafeMutableRawPointer(
            AdapterTable.make(names, inner, convention, isChecked: isChecked, owner: object))
    }

    /// The functions of a native table.
    private static func implementation(of object: UnsafeMutableRawPointer) -> Implementation? {
        let direction = unsafe object.assumingMemoryBound(to: TableHeader.self).pointee.direction
        if direction == .encoder {
            var encoder = unsafe WS_CHANNEL_ENCODER()
            unsafe fill(&encoder, with: object)
            return unsafe Implementation(&encoder, direction, .native)
        }
        var decoder = unsafe WS_CHANNEL_DECODER()
        unsafe fill(&decoder, with: object)
        return unsafe Implementation(&decoder, direction, .native)
    }

    /// Fills a host's structure, which then owns the reference.
    static func fill(_ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>, with object: UnsafeMutableRawPointer) {
        switch unsafe object.assumingMemoryBound(to: TableHeader.self).pointee.kind {
        case .adapter: unsafe AdapterTable.fill(encoder, with: object.assumingMemoryBound(to: AdapterTable.self))
        case .chain: unsafe encoder.pointee = Chain.encoder(object)
        case .codec:
            if unsafe fillForeign(encoder, with: object) { return }
            unsafe encoder.pointee = WS_CHANNEL_ENCODER(
                createContext: object, createEncoderCallback: WseCreateEncoder,
                encoderGetContentTypeCallback: WseEncoderGetContentType, encoderStartCallback: WseEncoderStart,
                encoderEncodeCallback: WseEncoderEncode, encoderEndCallback: WseEncoderEnd,
                freeEncoderCallback: WseFreeEncoder)
        }
    }

    /// Fills a host's structure, which then owns the reference.
    static func fill(_ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>, with object: UnsafeMutableRawPointer) {
        switch unsafe object.assumingMemoryBound(to: TableHeader.self).pointee.kind {
        case .adapter: unsafe AdapterTable.fill(decoder, with: object.assumingMemoryBound(to: AdapterTable.self))
        case .chain: unsafe decoder.pointee = Chain.decoder(object)
        case .codec:
            if unsafe fillForeign(decoder, with: object) { return }
            unsafe decoder.pointee = WS_CHANNEL_DECODER(
                createContext: object, createDecoderCallback: WseCreateDecoder,
                decoderGetContentTypeCallback: WseDecoderGetContentType, decoderStartCallback: WseDecoderStart,
                decoderDecodeCallback: WseDecoderDecode, decoderEndCallback: WseDecoderEnd,
                freeDecoderCallback: WseFreeDecoder)
        }
    }
}
