internal import Bytes
internal import CWSEncoder
internal import CodecKit

// The properties of packages of MTOM.
extension CodecTablePlan {
    @_optimize(size)
    mutating func applyPackageLimit(_ property: Property) -> Refusal? {
        let id = property.id
        let direction = direction
        return apply(property, as: ULONG.self, absence: Self.absenceFromPackages(id)) {
            $0.codec.xml == .package && Self.existsInPackages(id, direction)
        } _: { link, value in
            let (lowest, highest) = Self.boundsInPackages(id)
            guard value >= lowest && value <= highest else {
                return .notWithin(Self.nameInPackages(id), Int64(lowest), Int64(highest))
            }
            link.options.package.set(id, value)
            return nil
        }
    }

    @_optimize(size)
    mutating func applyBoundary(_ property: Property) -> Refusal? {
        let isEncoder = direction == .encoder
        return unsafe apply(property, as: WS_STRING.self, absence: "the boundary is a property of the encoder of mtom") {
            isEncoder && $0.codec.xml == .package
        } _: { link, value in
            guard let text = unsafe WideText(value), link.options.package.setBoundary(text) else {
                return .because("the boundary is empty, has more than 70 characters, or characters that it may not have")
            }
            return nil
        }
    }

    private static func existsInPackages(_ id: WSE_PROPERTY_ID, _ direction: Direction) -> Bool {
        switch id {
        case WSE_PROPERTY_MAX_INLINE_SIZE: direction == .encoder
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE: true
        default: direction == .decoder
        }
    }

    private static func absenceFromPackages(_ id: WSE_PROPERTY_ID) -> StaticString {
        switch id {
        case WSE_PROPERTY_MAX_INLINE_SIZE: "the maximum size of inline content is a property of the encoder of mtom"
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE: "the maximum size of held parts is a property of mtom"
        default: "the limits of packages are properties of the decoder of mtom"
        }
    }

    private static func nameInPackages(_ id: WSE_PROPERTY_ID) -> StaticString {
        switch id {
        case WSE_PROPERTY_MAX_INLINE_SIZE: "maximum size of inline content"
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE: "maximum size of held parts"
        case WSE_PROPERTY_MAX_ROOT_SIZE: "maximum size of the root part"
        case WSE_PROPERTY_MAX_PART_HEADER_SIZE: "maximum size of the header fields of a part"
        default: "maximum number of parts"
        }
    }

    private static func boundsInPackages(_ id: WSE_PROPERTY_ID) -> (lowest: ULONG, highest: ULONG) {
        switch id {
        case WSE_PROPERTY_MAX_PART_HEADER_SIZE: (1, 1 << 20)
        case WSE_PROPERTY_MAX_PARTS: (0, 1 << 20)
        default: (0, 1 << 30)
        }
    }
}

extension PackageOptions {
    /// Sets the limit that a property names.
    @_optimize(size)
    fileprivate mutating func set(_ id: WSE_PROPERTY_ID, _ value: UInt32) {
        switch id {
        case WSE_PROPERTY_MAX_INLINE_SIZE: maxInlineSize = value
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE: maxPartsBufferSize = value
        case WSE_PROPERTY_MAX_ROOT_SIZE: maxRootSize = value
        case WSE_PROPERTY_MAX_PART_HEADER_SIZE: maxPartHeaderSize = value
        case WSE_PROPERTY_MAX_PARTS: maxParts = value
        default: break
        }
    }
}
