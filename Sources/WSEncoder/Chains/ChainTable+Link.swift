internal import Bytes
internal import CWSEncoder

extension ChainTable {
    /// The table of a link, to which its chain holds a reference.
    struct Link: BitwiseCopyable {
        private let object: TableObject
        private let implementation: Implementation
        /// The table of a registered codec, which a chain calls without going through its closures; nil for another.
        private let adapter: Reference<AdapterTable>?

        init(_ object: TableObject, _ implementation: Implementation) {
            self.object = object
            self.implementation = implementation
            adapter = object.adapterTable
        }

        func release() {
            object.release()
        }

        /// Creates the instance of a link.
        func create(_ link: Reference<ChainLink>, _ direction: Direction, _ error: ErrorHandle) -> HRESULT {
            var instance: UInt = 0
            let result = lend(&instance) { place in
                unsafe call(
                    TableCall(
                        .create, direction,
                        CallArguments(
                            UInt(implementation.createContext), Chain.ownSink(of: direction).word, link.word, place.word,
                            UInt(error))))
            }
            if !result.isFailure { link.value.instance = instance }
            return result
        }

        /// Makes a call of one of its functions.
        func call(_ call: TableCall) -> HRESULT {
            if call.isFlush { return flush(call) }
            if let adapter { return Adapter.call(call, adapter) }
            return implementation.call(call.role, call.direction, call.arguments)
        }

        /// A registered link has no function for it: it has done with what it got what it does.
        @inline(never)
        private func flush(_ call: TableCall) -> HRESULT {
            guard codecs != nil else { return S_OK }
            return unsafe Encoder(call.arguments.pointer(.instance))?.flush(call.asyncContext, call.error) ?? E_INVALIDARG
        }

        /// The codecs of this library that the link is made of; nil for a registered one.
        var codecs: CodecLinks? {
            object.codecTable?.value.links
        }

        /// Allows the link before this one to read in its Start, when this instance of a decoder has not been told the content
        /// type yet.
        func allowReadingAhead(_ link: Reference<ChainLink>) {
            let instance = unsafe UnsafeMutableRawPointer(bitPattern: link.value.instance)
            if adapter != nil { unsafe Adapter(instance)?.allowReadingAhead() }
            if codecs != nil { unsafe Decoder(instance)?.allowReadingAhead() }
        }

        /// Appends what the link is called.
        func appendName(to text: inout TextBuffer) {
            codecs?.appendNames(to: &text)
            adapter?.value.name.append(to: &text)
        }
    }
}
