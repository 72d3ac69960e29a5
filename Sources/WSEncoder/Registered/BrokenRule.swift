/// A rule that an implementation has broken.
enum BrokenRule: UInt8 {
    case sinkOutside = 1
    case sinkInUse
    case sinkLeft
    case unaskedPromise
    case completedTwice
    case changedStrings
    case tooManyBytes
    case emptyStrings

    /// What a report says of the implementation, and where Microsoft states the rule.
    func reason(_ direction: Direction) -> StaticString {
        switch (self, direction) {
        case (.sinkOutside, .encoder):
            "called its sink outside Start, Encode and End (sdk-api nc-webservices-ws_create_encoder_callback)"
        case (.sinkOutside, .decoder):
            "called its source outside Start, Decode and End (sdk-api nc-webservices-ws_create_decoder_callback)"
        case (.sinkInUse, .encoder):
            "called its sink while a call of it was outstanding (sdk-api ns-webservices-ws_channel_encoder)"
        case (.sinkInUse, .decoder):
            "called its source while a call of it was outstanding (sdk-api ns-webservices-ws_channel_decoder)"
        case (.sinkLeft, .encoder):
            "ended its call while a call of its sink was outstanding (sdk-api ns-webservices-ws_channel_encoder)"
        case (.sinkLeft, .decoder):
            "ended its call while a call of its source was outstanding (sdk-api ns-webservices-ws_channel_decoder)"
        case (.unaskedPromise, _):
            "returned WS_S_ASYNC without an asynchronous context, or completed with it (win32 wsw/asynchronous-model)"
        case (.completedTwice, _):
            "completed a call twice, or one it had not said would complete (win32 wsw/asynchronous-model)"
        case (.changedStrings, .encoder):
            "returned strings that did not last to the next call (sdk-api nc-webservices-ws_encoder_get_content_type_callback)"
        case (.changedStrings, .decoder):
            "returned strings that did not last to the next call (sdk-api nc-webservices-ws_decoder_get_content_type_callback)"
        case (.emptyStrings, .encoder):
            "returned a string with a length but no characters (sdk-api nc-webservices-ws_encoder_get_content_type_callback)"
        case (.emptyStrings, .decoder):
            "returned a string with a length but no characters (sdk-api nc-webservices-ws_decoder_get_content_type_callback)"
        case (.tooManyBytes, _):
            "claims more bytes than it was asked for (sdk-api nc-webservices-ws_decoder_decode_callback)"
        }
    }
}
