import WSEncoderKit

let base64url = Codec("base64url", contentEncoding: "base64url", Base64URL.self)
@c public func base64url_encoder(_ table: UnsafeMutablePointer<WS_CHANNEL_ENCODER>) -> HRESULT { base64url.fill(table) }
@c public func base64url_decoder(_ table: UnsafeMutablePointer<WS_CHANNEL_DECODER>) -> HRESULT { base64url.fill(table) }
@c public func WsePluginRegister(_ error: OpaquePointer?) -> HRESULT { base64url.register(error) }
