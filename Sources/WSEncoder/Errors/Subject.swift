internal import Bytes

/// What an error report is about: a codec and its direction, as in "gzip decoder", or a function.
///
/// Safe because the names and tables that a subject points to belong to the instance, table or call that reports with it, which
/// outlives the report.
@safe
enum Subject {
    /// An exported function.
    case function(StaticString)
    /// A codec of this library.
    case codec(ByteText, Direction)
    /// A codec or chain by the name that its table was made with.
    case named(NameText, Direction)
    /// All codecs of a table, which work as one.
    case allOf(Reference<CodecTable>, Direction)

    /// Appends the subject, as in "gzip decoder: ". Not inlined into each of the many reports.
    @_optimize(size)
    @inline(never)
    func append(to text: inout TextBuffer) {
        switch self {
        case .function(let name): text.append(name)
        case .codec(let name, let direction):
            text.append(name)
            Self.append(direction, to: &text)
        case .named(let name, let direction):
            name.append(to: &text)
            Self.append(direction, to: &text)
        case .allOf(let table, let direction):
            table.value.links.appendNames(to: &text)
            Self.append(direction, to: &text)
        }
        text.append(": ")
    }

    private static func append(_ direction: Direction, to text: inout TextBuffer) {
        text.append(direction == .encoder ? " encoder" : " decoder")
    }
}
