internal import Bytes
internal import CWSEncoder
internal import Catalog
internal import CodecKit

/// Why there is no `Dump`; it has been reported.
struct DumpRefusal: Error {
    let result: HRESULT
}

/// The object that a WSE_DUMP points to: lists messages, one after the other.
struct Dump: ~Copyable {
    private static var linesSize: Int { 64 << 10 }

    private let decoder: Decoder
    private let sink: HostSink
    private let lines: RawBuffer

    init(
        _ codec: NameText, _ properties: PropertyList, _ listing: CodecTable.Listing, _ source: HostSource, _ sink: HostSink,
        _ report: ErrorReport
    ) throws(DumpRefusal) {
        let plan = try Self.plan(codec, properties, report)
        defer { plan.links.release() }
        guard let lines = RawBuffer(byteCount: Self.linesSize),
            let table = try? CodecTable.make(plan, .native, listing: listing)
        else { throw DumpRefusal(result: report.failForMemory()) }
        // The decoder keeps the table.
        defer { table.object.release() }
        do throws(CodecError) {
            decoder = try Decoder(table, source)
        } catch {
            throw DumpRefusal(result: report.fail(error, at: 0))
        }
        self.sink = sink
        self.lines = lines
    }

    deinit { decoder.free() }

    /// The caller owns the reference to the links.
    private static func plan(
        _ codec: NameText, _ properties: PropertyList, _ report: ErrorReport
    ) throws(DumpRefusal) -> CodecTablePlan {
        guard let index = codec.builtInIndex,
            Catalog.codec(at: index)?.hasDump == true
        else {
            throw DumpRefusal(
                result: report.fail(WS_E_NOT_SUPPORTED, "there is no codec of this name whose messages have records"))
        }
        guard let links = try? CodecLinks(CodecLink(at: index)) else { throw DumpRefusal(result: report.failForMemory()) }
        var plan = CodecTablePlan(links, .decoder)
        for index in 0..<properties.count {
            guard let property = properties[index] else { break }
            if let refusal = apply(property, &plan) {
                links.release()
                throw DumpRefusal(result: TablePlan.Refusal.property(index, refusal).add(to: report))
            }
        }
        return plan
    }

    /// Applies a property of decoders. Returns why it cannot; nil if it could.
    private static func apply(_ property: Property, _ plan: inout CodecTablePlan) -> CodecTablePlan.Refusal? {
        switch property.id {
        case WSE_PROPERTY_ABI: .because("both callbacks are of the platform's own calling convention")
        case WSE_PROPERTY_INVALID_CHARACTERS: .absent("a list shows each character as it is")
        default: plan.apply(property)
        }
    }

    /// Writes the lines of the next message to the sink as they are made, as many at a time as there is room for.
    @_optimize(size)
    borrowing func listMessage(_ report: ErrorReport) -> HRESULT {
        var result = decoder.startWithoutContentType(report.error)
        while !result.isFailure {
            var length: ULONG = 0
            result = lend(&length) { length in
                decoder.decode(HostRoom(lines), length, .none, report.error)
            }
            if result.isFailure || length == 0 { break }
            result = sink.write(lines.text(from: 0, to: Int(length)), report.error)
            if result == WS_S_ASYNC {
                return report.fail(
                    WS_E_INVALID_OPERATION, "the sink returned WS_S_ASYNC without having been given an asynchronous context")
            }
        }
        return result.isFailure ? result : decoder.end(report.error)
    }
}
