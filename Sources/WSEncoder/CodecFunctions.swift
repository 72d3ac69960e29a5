// Version, codecs and tables: functions of wsencoder.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import Catalog
internal import CodecKit

@implementation @_cdecl("WseGetVersion")
public func WseGetVersion() -> ULONG {
    ULONG(WSE_VERSION_MAJOR) << 16 | ULONG(WSE_VERSION_MINOR) << 8 | ULONG(WSE_VERSION_PATCH)
}

@implementation @_cdecl("WseGetCodecCount")
public func WseGetCodecCount() -> ULONG {
    ULONG(truncatingIfNeeded: Catalog.count)
}

@implementation @_cdecl("WseGetCodecName")
public func WseGetCodecName(_ index: ULONG) -> UnsafePointer<CChar>? {
    guard let codec = Catalog.codec(at: Int(index)) else { return nil }
    return unsafe UnsafeRawPointer(codec.name.utf8Start).assumingMemoryBound(to: CChar.self)
}

@implementation @_cdecl("WseCreateChannelEncoder")
public func WseCreateChannelEncoder(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>?, _ error: OpaquePointer?
) -> HRESULT {
    let subject = Subject("WseCreateChannelEncoder")
    guard let encoder = unsafe encoder else {
        return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "encoder is NULL")
    }
    return unsafe configure(codec, .encoder, properties, propertyCount, subject, error) { configuration in
        unsafe encoder.pointee = WS_CHANNEL_ENCODER(
            createContext: configuration, createEncoderCallback: WseCreateEncoder,
            encoderGetContentTypeCallback: WseEncoderGetContentType, encoderStartCallback: WseEncoderStart,
            encoderEncodeCallback: WseEncoderEncode, encoderEndCallback: WseEncoderEnd,
            freeEncoderCallback: WseFreeEncoder)
    }
}

@implementation @_cdecl("WseFreeChannelEncoder")
public func WseFreeChannelEncoder(_ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>?) {
    guard let encoder = unsafe encoder else { return }
    unsafe releaseConfiguration(encoder.pointee.createContext)
    unsafe encoder.pointee = WS_CHANNEL_ENCODER()
}

@implementation @_cdecl("WseCreateChannelDecoder")
public func WseCreateChannelDecoder(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>?, _ error: OpaquePointer?
) -> HRESULT {
    let subject = Subject("WseCreateChannelDecoder")
    guard let decoder = unsafe decoder else {
        return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "decoder is NULL")
    }
    return unsafe configure(codec, .decoder, properties, propertyCount, subject, error) { configuration in
        unsafe decoder.pointee = WS_CHANNEL_DECODER(
            createContext: configuration, createDecoderCallback: WseCreateDecoder,
            decoderGetContentTypeCallback: WseDecoderGetContentType, decoderStartCallback: WseDecoderStart,
            decoderDecodeCallback: WseDecoderDecode, decoderEndCallback: WseDecoderEnd,
            freeDecoderCallback: WseFreeDecoder)
    }
}

@implementation @_cdecl("WseFreeChannelDecoder")
public func WseFreeChannelDecoder(_ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>?) {
    guard let decoder = unsafe decoder else { return }
    unsafe releaseConfiguration(decoder.pointee.createContext)
    unsafe decoder.pointee = WS_CHANNEL_DECODER()
}

/// Finds the codec, reads the properties and gives `publish` the configuration made of them.
private func configure(
    _ codec: UnsafePointer<CChar>?, _ direction: Direction, _ properties: UnsafePointer<WSE_PROPERTY>?,
    _ propertyCount: ULONG, _ subject: Subject, _ error: OpaquePointer?,
    _ publish: (UnsafeMutablePointer<Configuration>) -> Void
) -> HRESULT {
    guard let codec = unsafe codec, unsafe properties != nil || propertyCount == 0 else {
        return unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject, "codec is NULL, or properties is NULL with a count")
    }
    guard let description = unsafe Catalog.codec(named: bytes(of: codec)) else {
        unsafe Diagnostic.add(to: error) { text in
            subject.append(to: &text)
            text.append("there is no codec named \"")
            unsafe text.append(cString: codec)
            text.append(UInt8(ascii: "\""))
        }
        return WS_E_NOT_SUPPORTED
    }
    var reader = PropertyReader(description, direction)
    for index in 0..<Int(propertyCount) {
        guard let property = unsafe properties?[index], let refusal = unsafe reader.apply(property) else { continue }
        unsafe Diagnostic.add(to: error) { text in
            Subject(description.name, direction).append(to: &text)
            text.append("properties[")
            text.append(decimal: UInt64(index))
            text.append("]: ")
            refusal.append(to: &text)
        }
        return E_INVALIDARG
    }
    do throws(OutOfMemory) {
        let configuration = try unsafe Memory.allocate(Configuration.self)
        unsafe configuration.initialize(to: Configuration(description, direction, reader.settings))
        unsafe publish(configuration)
        return S_OK
    } catch _ {
        return unsafe Diagnostic.report(E_OUTOFMEMORY, to: error, of: subject, "out of memory")
    }
}

/// The bytes of a zero-terminated string, as far as the name of a codec can be long.
private func bytes(of name: UnsafePointer<CChar>) -> UnsafeBufferPointer<UInt8> {
    let longest = 64
    var count = 0
    while count < longest, unsafe name[count] != 0 { count &+= 1 }
    return unsafe UnsafeBufferPointer(start: UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self), count: count)
}

private func releaseConfiguration(_ createContext: UnsafeMutableRawPointer?) {
    guard let createContext = unsafe createContext else { return }
    unsafe Configuration.release(createContext.assumingMemoryBound(to: Configuration.self))
}
