internal import Bytes
internal import CWSEncoder

/// Makes tables from plans, and fills the structures in which hosts have them.
enum Table {
    /// Makes the object that a table's createContext names. The caller owns the reference.
    static func make(_ plan: borrowing TablePlan) throws(OutOfMemory) -> TableObject {
        if plan.count == 1, case .fused(let codecs)? = plan.segments[0] {
            return try CodecTable.make(codecs, plan.convention).object
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
                if case .fused(let codecs) = segment { chain.value.limit(codecs.settings.limits) }
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
        case .fused(let codecs): return try CodecTable.make(codecs, .native).object
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
    private static func implementation(of object: TableObject) -> Implementation? {
        implementation(object.direction) { table in fill(table, with: object) }
    }

    /// The callbacks of this library, with no createContext yet.
    static func native(_ direction: Direction) -> Implementation? {
        implementation(direction) { table in setNative(table, direction) }
    }

    /// The functions that `fill` puts into a table.
    @_optimize(size)
    @inline(never)
    private static func implementation(_ direction: Direction, _ fill: (HostTable) -> Void) -> Implementation? {
        var fields = InlineArray<7, UInt>(repeating: 0)
        return lend(&fields) { fields in
            let table = unsafe HostTable(fields.pointer)
            fill(table)
            return Implementation(table, direction, .native)
        }
    }

    /// Fills a host's structure, which then owns the reference.
    static func fill(_ table: HostTable, with object: TableObject) {
        switch (object.kind, object.direction) {
        case (.adapter, _): object.adapterTable?.fill(table)
        case (.chain, .encoder): unsafe table.set(Chain.encoder(object.address))
        case (.chain, .decoder): unsafe table.set(Chain.decoder(object.address))
        case (.codec, let direction):
            setNative(table, direction)
            table.set(object)
            object.codecTable?.value.foreign?.fill(table)
        }
    }

    /// Sets the callbacks of this library, without a createContext.
    private static func setNative(_ table: HostTable, _ direction: Direction) {
        if direction == .encoder {
            unsafe table.set(
                WS_CHANNEL_ENCODER(
                    createContext: nil, createEncoderCallback: WseCreateEncoder,
                    encoderGetContentTypeCallback: WseEncoderGetContentType, encoderStartCallback: WseEncoderStart,
                    encoderEncodeCallback: WseEncoderEncode, encoderEndCallback: WseEncoderEnd,
                    freeEncoderCallback: WseFreeEncoder))
        } else {
            unsafe table.set(
                WS_CHANNEL_DECODER(
                    createContext: nil, createDecoderCallback: WseCreateDecoder,
                    decoderGetContentTypeCallback: WseDecoderGetContentType, decoderStartCallback: WseDecoderStart,
                    decoderDecodeCallback: WseDecoderDecode, decoderEndCallback: WseDecoderEnd,
                    freeDecoderCallback: WseFreeDecoder))
        }
    }
}
