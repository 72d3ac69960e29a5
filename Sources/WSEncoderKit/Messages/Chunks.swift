#if !hasFeature(Embedded)
    extension AsyncSequence where Element: Sequence<UInt8> {
        /// One message, encoded chunk by chunk as its chunks arrive.
        ///
        /// - Parameters:
        ///   - encoder: must not be used otherwise until the sequence has ended.
        ///   - contentType: the content type of the message.
        public func encoded(by encoder: Encoder, contentType: String = "") -> EncodedChunks<Self> {
            EncodedChunks(base: self, encoder: encoder, contentType: contentType)
        }

        /// One message, decoded chunk by chunk as its chunks arrive. A chunk has at most 64 KiB. The bytes are not verified
        /// until the sequence has ended: if it throws, discard them.
        ///
        /// - Parameters:
        ///   - decoder: must not be used otherwise until the sequence has ended.
        ///   - labels: the labels that the message was received with; by default, those that the encoder of the codec gives.
        public func decoded(by decoder: Decoder, labels: EncodedMessage? = nil) -> DecodedChunks<Self> {
            DecodedChunks(base: self, decoder: decoder, labels: labels)
        }
    }

    /// The chunks of an encoded message.
    public struct EncodedChunks<Base: AsyncSequence>: AsyncSequence where Base.Element: Sequence<UInt8> {
        let base: Base
        let encoder: Encoder
        let contentType: String

        public struct AsyncIterator: AsyncIteratorProtocol {
            private enum Phase: UInt8 {
                case beginning, inside, ended
            }

            private var base: Base.AsyncIterator
            private let encoder: Encoder
            private let contentType: String
            private var phase = Phase.beginning

            init(_ chunks: EncodedChunks) {
                base = chunks.base.makeAsyncIterator()
                encoder = chunks.encoder
                contentType = chunks.contentType
            }

            /// The next encoded bytes, at least one; nil at the end of the message.
            public mutating func next() async throws -> [UInt8]? {
                if phase == .beginning {
                    _ = try encoder.begin(contentType: contentType)
                    phase = .inside
                }
                while phase == .inside {
                    let bytes: [UInt8]
                    if let chunk = try await base.next() {
                        bytes = try encoder.write(chunk)
                    } else {
                        phase = .ended
                        bytes = try encoder.finish()
                    }
                    if !bytes.isEmpty { return bytes }
                }
                return nil
            }
        }

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
    }

    /// The chunks of a decoded message.
    public struct DecodedChunks<Base: AsyncSequence>: AsyncSequence where Base.Element: Sequence<UInt8> {
        let base: Base
        let decoder: Decoder
        let labels: EncodedMessage?

        public struct AsyncIterator: AsyncIteratorProtocol {
            private enum Phase: UInt8 {
                case beginning, inside, ended
            }

            private var base: Base.AsyncIterator
            private let decoder: Decoder
            private let labels: EncodedMessage?
            private var phase = Phase.beginning

            init(_ chunks: DecodedChunks) {
                base = chunks.base.makeAsyncIterator()
                decoder = chunks.decoder
                labels = chunks.labels
            }

            /// The next decoded bytes, at least one; nil at the end of the message.
            public mutating func next() async throws -> [UInt8]? {
                if phase == .beginning {
                    try decoder.begin(labels)
                    phase = .inside
                }
                while phase == .inside {
                    switch try decoder.step() {
                    case .bytes(let bytes): return bytes
                    case .end: phase = .ended
                    case .needsInput:
                        if let chunk = try await base.next() { try decoder.add(chunk) } else { decoder.end() }
                    }
                }
                return nil
            }
        }

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
    }
#endif
