internal import Bytes
internal import CWSEncoder

/// Makes tables from plans, and fills the structures in which hosts have them.
enum Table {
    /// Makes the object that a table's createContext names. The caller owns the reference.
    static func make(_ plan: borrowing TablePlan) throws(OutOfMemory) -> TableObject {
        if plan.count == 1, case .fused(let reader)? = plan.segments[0] {
            return try CodecTable.make(reader, plan.convention).object
        }
        let object = try makeNative(plan)
        guard plan.convention != .native else { return object }
        do throws(OutOfMemory) {
            return try makeForeign(plan, object)
        } catch {
            object.release()
            throw error
        }
    }

    @_optimize(size)
    private static func makeNative(_ plan: borrowing TablePlan) throws(OutOfMemory) -> TableObject {
        if plan.count == 1, let segment = plan.segments[0] { return try makeSegment(segment) }
        let chain = try ChainTable.make(plan.names, plan.direction)
        do throws(OutOfMemory) {
            for index in 0..<plan.count {
                guard let segment = plan.segments[index] else { continue }
                let object = try makeSegment(segment)
                chain.value.append(object, implementation(of: object))
                if case .fused(let reader) = segment { chain.value.limit(reader.settings.limits) }
            }
            return chain.object
        } catch {
            chain.object.release()
            throw error
        }
    }

    @_optimize(size)
    @inline(never)
    private static func makeSegment(_ segment: TablePlan.Segment) throws(OutOfMemory) -> TableObject {
        switch segment {
        case .registered(let table):
            table.retain()
            return table
        case .fused(let reader): return try CodecTable.make(reader, .native).object
        }
    }

    /// Puts functions in the host's calling convention in front of a native table. A registered codec keeps its own convention.
    private static func makeForeign(_ plan: borrowing TablePlan, _ object: TableObject) throws(OutOfMemory) -> TableObject {
        var inner = implementation(of: object)
        var isChecked = false
        if let adapter = object.adapterTable {
            inner = adapter.value.implementation
            isChecked = adapter.value.isChecked
        }
        guard let inner else { throw OutOfMemory() }
        return try AdapterTable.make(
            plan.names, inner, plan.convention, isChecked: isChecked, owner: object
        ).object
    }

    /// The functions of a native table.
    @_optimize(size)
    @inline(never)
    private static func implementation(of object: TableObject) -> Implementation? {
        if object.direction == .encoder {
            var encoder = unsafe WS_CHANNEL_ENCODER()
            unsafe fill(&encoder, with: object)
            return unsafe Implementation(encoder)
        }
        var decoder = unsafe WS_CHANNEL_DECODER()
        unsafe fill(&decoder, with: object)
        return unsafe Implementation(decoder)
    }

    /// Fills a host's structure, which then owns the reference.
    static func fill(_ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>, with object: TableObject) {
        switch object.kind {
        case .adapter: unsafe object.adapterTable?.fill(encoder)
        case .chain: unsafe encoder.pointee = Chain.encoder(object.address)
        case .codec:
            unsafe encoder.pointee = nativeEncoder(object.address)
            unsafe object.codecTable?.value.foreign?.fill(encoder)
        }
    }

    /// Fills a host's structure, which then owns the reference.
    static func fill(_ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>, with object: TableObject) {
        switch object.kind {
        case .adapter: unsafe object.adapterTable?.fill(decoder)
        case .chain: unsafe decoder.pointee = Chain.decoder(object.address)
        case .codec:
            unsafe decoder.pointee = nativeDecoder(object.address)
            unsafe object.codecTable?.value.foreign?.fill(decoder)
        }
    }

    /// The encoder callbacks of this library.
    static func nativeEncoder(_ createContext: UnsafeMutableRawPointer?) -> WS_CHANNEL_ENCODER {
        unsafe WS_CHANNEL_ENCODER(
            createContext: createContext, createEncoderCallback: WseCreateEncoder,
            encoderGetContentTypeCallback: WseEncoderGetContentType, encoderStartCallback: WseEncoderStart,
            encoderEncodeCallback: WseEncoderEncode, encoderEndCallback: WseEncoderEnd, freeEncoderCallback: WseFreeEncoder)
    }

    /// The decoder callbacks of this library.
    static func nativeDecoder(_ createContext: UnsafeMutableRawPointer?) -> WS_CHANNEL_DECODER {
        unsafe WS_CHANNEL_DECODER(
            createContext: createContext, createDecoderCallback: WseCreateDecoder,
            decoderGetContentTypeCallback: WseDecoderGetContentType, decoderStartCallback: WseDecoderStart,
            decoderDecodeCallback: WseDecoderDecode, decoderEndCallback: WseDecoderEnd, freeDecoderCallback: WseFreeDecoder)
    }
}
