#if WSE_LIBDEFLATE
    internal import CLibdeflate
    internal import CodecKit
    internal import Synchronization

    /// libdeflate's compressors that no message needs at the moment. One takes 656 KiB, and an encoder needs it for a single
    /// call for each message. So no encoder has one of its own: all encoders of a level share as many as have been at work at
    /// the same time, and the last of these encoders frees them.
    ///
    /// Nobody waits for anybody: an encoder that finds no idle compressor makes one, and one that finds no place to leave its
    /// compressor frees it.
    enum IdleCompressors {
        /// A place is empty, which is 0, or has the address of a compressor, whose low bits are free for the level.
        private typealias Place = UnsafeMutablePointer<Atomic<UInt>>

        private static var levelMask: UInt { 15 }

        private static var places: UnsafeMutableBufferPointer<Atomic<UInt>> {
            unsafe UnsafeMutableBufferPointer(start: words, count: Int(wse_most_idle_compressors))
        }

        /// The number of encoders of a level, which `countEncoder` has counted.
        private static func encoders(level: UInt) -> Place {
            unsafe words + (Int(wse_most_idle_compressors) &+ Int(level & levelMask))
        }

        /// A variable of C, which is zero when the process begins. Swift would initialize a variable of its own when that is
        /// first used, which in Embedded Swift two threads may do at the same time.
        @inline(never)
        private static var words: Place {
            unsafe UnsafeMutableRawPointer(wse_shared_words()).assumingMemoryBound(to: Atomic<UInt>.self)
        }

        /// Notes that there is an encoder that may take compressors of this level.
        static func countEncoder(level: UInt) {
            unsafe encoders(level: level).pointee.wrappingAdd(1, ordering: .relaxed)
        }

        /// Notes that such an encoder has gone. No more compressors stay idle than there are encoders left.
        @_optimize(size)
        static func discountEncoder(level: UInt) {
            // The last encoder acquires what each one before it released: the compressors that it had left.
            let left = unsafe encoders(level: level).pointee.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
            while count(level: level) > left, let compressor = unsafe take(level: level) {
                unsafe libdeflate_free_compressor(compressor)
            }
        }

        @_optimize(size)
        private static func count(level: UInt) -> UInt {
            var count: UInt = 0
            let places = unsafe Self.places
            for index in places.indices {
                if unsafe places[index].load(ordering: .relaxed) & levelMask == level { count &+= 1 }
            }
            return count
        }

        /// Takes an idle compressor of this level; nil if there is none.
        @_optimize(size)
        @inline(never)
        static func take(level: UInt) -> OpaquePointer? {
            let places = unsafe Self.places
            for index in places.indices {
                let word = unsafe places[index].load(ordering: .relaxed)
                guard word & levelMask == level else { continue }
                // Acquires what the encoder wrote there that left it.
                let (isTaken, _) = unsafe places[index].compareExchange(expected: word, desired: 0, ordering: .acquiring)
                if isTaken { return unsafe OpaquePointer(bitPattern: word & ~levelMask) }
            }
            return nil
        }

        /// Leaves a compressor of this level for the next message of any encoder. libdeflate aligns compressors for vectors, so
        /// that the low bits of their addresses are free.
        @_optimize(size)
        @inline(never)
        static func leave(_ compressor: OpaquePointer, level: UInt) {
            let address = UInt(bitPattern: compressor)
            let places = unsafe Self.places
            for index in places.indices {
                guard unsafe places[index].load(ordering: .relaxed) == 0, address & levelMask == 0 else { continue }
                // Releases what was written there to the encoder that takes it.
                let (isLeft, _) = unsafe places[index].compareExchange(
                    expected: 0, desired: address | level, ordering: .releasing)
                if isLeft { return }
            }
            unsafe libdeflate_free_compressor(compressor)
        }
    }
#endif
