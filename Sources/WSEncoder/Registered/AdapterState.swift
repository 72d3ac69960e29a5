internal import Bytes
internal import CWSEncoder

/// The memory of an instance of an adapter.
struct AdapterState: ~Copyable {
    let table: Reference<AdapterTable>
    private let hold: TableHold
    let isMediated: Bool

    /// The implementation's own instance.
    var inner: InnerInstance
    /// The host's sink or source.
    let sink: BoundCallback

    /// The host's call that is under way.
    var call: TableCall
    var rules: AdapterRules

    init(_ table: Reference<AdapterTable>, _ sink: BoundCallback) {
        self.table = table
        hold = TableHold(table.object)
        self.sink = sink
        let direction = table.value.direction
        isMediated = table.value.isMediated
        inner = InnerInstance(table.value.implementation)
        call = TableCall(.start, direction, .none)
        rules = AdapterRules(direction, isChecked: table.value.isChecked)
    }
}
