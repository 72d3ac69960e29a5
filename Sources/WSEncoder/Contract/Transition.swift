internal import CWSEncoder

/// What a call leads to: another phase, or a refusal, which leaves the phase as it is.
enum Transition<Phase> {
    case to(Phase)
    case refused(HRESULT, StaticString)
}
