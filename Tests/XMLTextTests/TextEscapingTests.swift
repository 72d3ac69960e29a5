import Testing
import XMLText
