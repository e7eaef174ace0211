// With Foundation in the module, this is where the compiler finds the members of `passwd`.
import CoreFoundation
import Glibc

/// An account of this system.
enum Account {
    /// Its name; nil where the system knows none.
    static func name(of uid: uid_t) -> String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { text -> String? in
            guard let start = text.baseAddress, unsafe getpwuid_r(uid, &entry, start, text.count, &found) == 0,
                unsafe found != nil, let name = unsafe entry.pw_name
            else { return nil }
            return unsafe String(cString: name)
        }
    }
}
