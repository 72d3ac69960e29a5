internal import Bytes

/// The elements of WS-Addressing whose text the messages of a session are likely to have in common.
enum AddressingNames {
    /// Whether an element of this local name holds an action, the address of an endpoint, or what `ReplyTo`, `From` and
    /// `FaultTo` have in them. `MessageID` and `RelatesTo` are different in each message.
    static func isShared(_ localName: ByteText) -> Bool {
        switch localName.count {
        case 2: localName == "To"
        case 6: localName == "Action"
        case 7: localName == "Address"
        default: false
        }
    }

    /// Whether it is the namespace of WS-Addressing 1.0, or that of the submission of August 2004.
    static func isNamespace(_ namespace: ByteText) -> Bool {
        namespace == "http://www.w3.org/2005/08/addressing" || namespace == "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    }
}
