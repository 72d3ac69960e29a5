internal import CWSEncoder

// Where in its message an instance is, and which call leads where. Microsoft's grammars, from ns-webservices-ws_channel_encoder
// and -decoder: a message may be abandoned after any step, so the call that begins one is allowed everywhere.

/// The answer to a call: go on to a phase, or refuse and stay.
enum Transition<Phase> {
    case to(Phase)
    case refused(HRESULT, StaticString)
}
