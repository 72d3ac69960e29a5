internal import Bytes
internal import XMLText

/// Listens to the tokenizer of the root part, and stops it after the start tag and after the end of each Include of XOP.
struct IncludeFinder: ~Copyable {
    /// Why an Include, or what stands beside or in it, is not accepted.
    enum Fault: UInt8 {
        case noReference
        case isRoot
        case hasNeighbour
        case hasContent
        case isNested

        var reason: StaticString {
            switch self {
            case .noReference: "an Include has no href, or one that is too long"
            case .isRoot: "an Include is the root element"
            case .hasNeighbour: "an Include is not the only content of its element"
            case .hasContent: "an Include has content of its own"
            case .isNested: "an Include is inside another"
            }
        }
    }

    /// Where the tokenizer is stopped.
    enum Stop: UInt8 {
        /// Nowhere: it may go on.
        case none
        /// After the start tag of an Include, or after all of it if it is an empty element.
        case begun
        /// After the start tag of an element of another namespace that has the same local name.
        case passed
        /// After an Include, whose end tag may not have been taken yet.
        case ended
        case fault
    }

    private(set) var stop = Stop.none
    private(set) var fault = Fault.noReference
    /// What is wrong stands after an Include.
    private(set) var isAfterInclude = false
    /// The value of the attribute `href` of the Include that has begun.
    private var href = GrowableBuffer<UInt8>()
    /// The name of the element around the last Include, as a person would look for it.
    private var parent = GrowableBuffer<UInt8>()
    private(set) var isOutOfMemory = false

    private var depth = 0
    /// The depth within the Include that has begun; 0 if none has.
    private var depthInInclude = 0
    /// The start tag has the local name of an Include.
    private var hasName = false
    /// It may have the namespace, too.
    private var mayBeInclude = false
    private var prefix = GrowableBuffer<UInt8>()
    private var hasReference = false
    /// Something other than white space has come since the start tag of the innermost element.
    private(set) var hasContent = false
    private var hadContent = false
    /// An Include has ended, and nothing may come before the end of the element around it.
    private var awaitsEnd = false

    init() {}

    mutating func begin() {
        stop = .none
        isOutOfMemory = false
        depth = 0
        depthInInclude = 0
        hasName = false
        mayBeInclude = false
        hasContent = false
        awaitsEnd = false
        parent.removeAll()
    }

    /// The reference of the Include that has begun, without references of XML.
    var reference: ByteText { href.text }

    /// The name of the element around it.
    var parentName: ByteText { parent.text }

    /// Whether an Include has begun and not ended.
    var isInInclude: Bool { depthInInclude > 0 }

    /// Lets the tokenizer go on.
    mutating func goOn() {
        stop = .none
    }

    var isReady: Bool { stop == .none && !isOutOfMemory }

    // MARK: What the tokenizer tells

    mutating func beginElement(_ name: XMLName) {
        depth &+= 1
        if depthInInclude > 0 {
            depthInInclude &+= 1
            noteName(name)
            return
        }
        if awaitsEnd { return fail(.hasNeighbour) }
        hadContent = hasContent
        hasContent = false
        noteName(name)
        guard hasName else {
            parent.removeAll()
            if !parent.append(name.text) { isOutOfMemory = true }
            return
        }
        href.removeAll()
        hasReference = false
    }

    private mutating func noteName(_ name: XMLName) {
        hasName = name.localName == XOP.include
        mayBeInclude = hasName
        guard hasName else { return }
        prefix.removeAll()
        if !prefix.append(name.prefix) { isOutOfMemory = true }
    }

    mutating func attribute(_ name: XMLName, _ value: ByteText) {
        guard mayBeInclude && depthInInclude == 0 && name.text == "href" else { return }
        hasReference = true
        if !href.append(value) { isOutOfMemory = true }
    }

    mutating func resolveNames(in namespaces: inout XMLNamespaces) {
        guard mayBeInclude else { return }
        guard let index = namespaces.find(prefix.text) else {
            mayBeInclude = false
            return
        }
        mayBeInclude = namespaces.namespace(index) == XOP.namespace
    }

    mutating func endAttributes() {
        guard mayBeInclude else {
            if hasName && depthInInclude == 0 && stop == .none { stop = .passed }
            return
        }
        mayBeInclude = false
        guard depthInInclude == 0 else { return fail(.isNested) }
        guard hasReference else { return fail(.noReference) }
        guard depth > 1 else { return fail(.isRoot) }
        guard !hadContent else { return fail(.hasNeighbour) }
        depthInInclude = 1
        stop = .begun
    }

    mutating func text(_ text: ByteText, endsElement: Bool) {
        if !hasContent && !Self.isWhiteSpace(text) { noteContent() }
        if endsElement { endElement() }
    }

    mutating func endElement() {
        depth &-= 1
        if depthInInclude > 0 {
            depthInInclude &-= 1
            guard depthInInclude == 0 else { return }
            awaitsEnd = true
            hasContent = false
            // Behind a start tag it has stopped already.
            if stop == .none { stop = .ended }
            return
        }
        awaitsEnd = false
        hasContent = true
    }

    mutating func comment() {
        // Within an Include, comments and elements of other namespaces do no harm.
        if depthInInclude == 0 { noteContent() }
    }

    private mutating func noteContent() {
        if depthInInclude == 1 { return fail(.hasContent) }
        if depthInInclude > 1 { return }
        if awaitsEnd { return fail(.hasNeighbour) }
        hasContent = true
    }

    private mutating func fail(_ fault: Fault) {
        guard stop != .fault else { return }
        self.fault = fault
        isAfterInclude = awaitsEnd
        stop = .fault
    }

    private static func isWhiteSpace(_ text: ByteText) -> Bool {
        for index in 0..<text.count where !MIMEValue.isBlank(text[index]) { return false }
        return true
    }
}
