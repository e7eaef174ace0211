import Glibc
import Testing

@testable import GatekeeperCommand

@Suite("Sockets are taken over")
struct HandoverTrustTests {
    @Test("from nobody who might keep them: another account's process at the path is left alone")
    func foreign() throws {
        let folder = try SettingsFolder()
        let path = folder.path + "/control.sock"
        let claimed = try ControlPlace.claim(path, isOpenToAll: false, replacing: false)
        defer { close(claimed.descriptor) }
        var asked: [ControlPeer] = []
        let fault = #expect(throws: StartFault.self) {
            try Handover.request(at: path) {
                asked.append($0)
                return false
            } adopt: { _, _ in
                Issue.record("nothing is to be adopted")
                return true
            }
        }
        #expect(asked == [ControlPeer(uid: geteuid(), pid: getpid())])
        #expect(fault?.description.contains("nothing is taken over from there") == true, "\(String(describing: fault))")
    }

    @Test("from this account and from root", arguments: [0, geteuid()])
    func own(_ uid: uid_t) {
        #expect(ControlPeer(uid: uid, pid: 1).mayCommand([]))
        #expect(!ControlPeer(uid: geteuid() + 4_242, pid: 1).mayCommand([]))
    }
}
