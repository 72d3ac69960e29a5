/// The largest sizes of what a stream contains, in bytes. Those of texts are WCF's.
public enum FrameLimits {
    public static var via: UInt64 { 2048 }
    public static var contentType: UInt64 { 256 }
    public static var faultURI: UInt64 { 256 }
    public static var upgradeName: UInt64 { 256 }
    /// A size is at most five bytes, of which the last has four bits.
    static var bytesOfSize: Int { 5 }
}
