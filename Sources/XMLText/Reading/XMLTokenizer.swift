public import Bytes

/// Takes an XML document apart: namespaces and well-formedness in full, without document type declarations and processing
/// instructions, which SOAP forbids. The document comes in any number of pieces; a token that is cut is put together again in
/// memory of the tokenizer's own, whose size the limits bound.
@safe
public struct XMLTokenizer: ~Copyable {
    /// Text longer than this comes in pieces of this size, or up to three bytes less so as not to cut a character.
    @inlinable public static var textPieceSize: Int { 16_384 }
    @usableFromInline static var elementSlots: Int { 128 }
    @usableFromInline static var attributeSlots: Int { 32 }

    @usableFromInline let limits: XMLTextLimits
    let invalidCharacters: InvalidCharacters
    @usableFromInline var state = XMLState.beginning
    var stateAfterComment = XMLState.prolog
    /// The end of the element has been told with its text.
    @usableFromInline var isEndTold = false

    @usableFromInline var frames = GrowableMemory()
    @usableFromInline var frameCapacity = 0
    @usableFromInline var depth = 0
    var longNames = GrowableMemory()
    var longNamesCount = 0

    @usableFromInline let slots: UnsafeMutablePointer<XMLNameSlot>
    /// The slot of the name before.
    @usableFromInline var lastSlot: UnsafeMutablePointer<XMLNameSlot>
    @usableFromInline var epoch: UInt32 = 1
    var namespaces: XMLNamespaces
    /// The number of declarations in force, and how many of them belong to elements outside of the tag being read.
    @usableFromInline var bindingCount = 0
    @usableFromInline var bindingMark = 0

    @usableFromInline var attributeNames: XMLAttributeNames
    @usableFromInline var tagPrefixCount = 0
    /// The number of the tag, by which the slots of its attributes' names know that it has them. It may begin anew.
    @usableFromInline var tagNumber: UInt32 = 0
    /// Two attributes may have one name.
    @usableFromInline var mayRepeatName = false
    @usableFromInline var sawSpace = false
    var quote: UInt8 = 0
    /// The attribute whose value is being read declares a namespace, which its value is.
    var attributeDeclares = false
    /// Where its name begins in the bytes at hand; negative, and `attributePlace` says it, once they are left.
    var attributeStart = -1
    var attributePlace = XMLPlace()

    var text = GrowableMemory()
    @usableFromInline var textCount = 0
    var textIsASCII = true
    /// How much of the text has been told.
    @usableFromInline var textTold = 0
    /// Pieces of the text have been told.
    @usableFromInline var isInLongText = false
    /// A line feed that follows belongs to the carriage return before it.
    @usableFromInline var skipsLineFeed = false

    /// The value of an attribute, or a comment.
    var scratch = GrowableMemory()
    var scratchCount = 0

    /// What there is of a token that was cut.
    var pending = GrowableMemory()
    @usableFromInline var pendingCount = 0
    /// More bytes are needed to look at it again; it had so many when it was looked at last.
    var pendingIsHungry = false
    var pendingSeen = 0
    var pendingTaken = 0
    var pendingPlace = XMLPlace()
    var wanted = XMLWanted.anything
    var place = XMLPlace()

    @usableFromInline var event: XMLEventData

    /// A tokenizer that keeps its memory for all the documents it will see. `free` gives it back.
    public init(_ limits: XMLTextLimits, _ invalidCharacters: InvalidCharacters = .refuse) throws(OutOfMemory) {
        self.limits = limits
        self.invalidCharacters = invalidCharacters
        let hash = KeyedHash()
        namespaces = XMLNamespaces(hash)
        attributeNames = XMLAttributeNames(hash)
        let size = (Self.elementSlots &+ Self.attributeSlots) &* MemoryLayout<XMLNameSlot>.stride
        let memory = unsafe try Memory.allocate(byteCount: size)
        unsafe slots = memory.bindMemory(to: XMLNameSlot.self, capacity: Self.elementSlots &+ Self.attributeSlots)
        unsafe lastSlot = slots
        unsafe event = XMLEventData(XMLName(memory, count: 0, prefixCount: 0, slot: nil))
        forgetNames()
    }

    /// Gives the memory back. The last call.
    public func free() {
        frames.free()
        longNames.free()
        text.free()
        scratch.free()
        pending.free()
        unsafe Memory.free(slots)
    }

    /// Begins a document, whatever became of the one before.
    public mutating func begin() throws(OutOfMemory) {
        state = .beginning
        isEndTold = false
        depth = 0
        longNamesCount = 0
        guard namespaces.reset() else { throw OutOfMemory() }
        bindingCount = namespaces.count
        bindingMark = bindingCount
        advanceEpoch()
        textCount = 0
        textIsASCII = true
        textTold = 0
        isInLongText = false
        skipsLineFeed = false
        scratchCount = 0
        attributeStart = -1
        pendingCount = 0
        pendingIsHungry = false
        place = XMLPlace()
    }

    /// Forgets what it has remembered of names, and the handler in their slots.
    public mutating func forgetNames() {
        let count = Self.elementSlots &+ Self.attributeSlots
        unsafe UnsafeMutableRawPointer(slots).initializeMemory(
            as: UInt8.self, repeating: 0, count: count &* MemoryLayout<XMLNameSlot>.stride)
    }

    /// Whether the document is complete if nothing follows.
    public var isComplete: Bool {
        state == .epilog && pendingCount == 0
    }

    /// Whether there is something to be told before further input is needed.
    public var hasWork: Bool {
        pendingCount > 0 && !pendingIsHungry
    }

    /// Prefixes stand for something else now than what has been remembered.
    mutating func advanceEpoch() {
        epoch &+= 1
        if epoch == 0 {
            forgetNames()
            epoch = 1
        }
    }
}
