internal import CCurl
internal import CCurlDriver
import Glibc

/// Drives all transfers on one thread: libcurl says which sockets and which time it waits for, epoll waits for them.
///
/// `curl_multi_socket_action` touches only the transfer whose socket is ready, so the cost of an event does not grow with
/// the number of transfers.
final class TransferLoop {
    /// How often transfers past their deadline are looked for that libcurl's own timeouts miss: those still queued for a
    /// connection.
    private static let sweepInterval = Duration.milliseconds(100)

    private let mailbox: Mailbox
    private let options: TransferOptions
    private let multi: MultiHandle
    private let epoll: Int32
    private var active: [UInt64: Transfer] = [:]
    private var phase = Mailbox.Phase.open
    /// When libcurl next wants to be called whatever the sockets do.
    private var timer: ContinuousClock.Instant?
    private var nextSweep: ContinuousClock.Instant?

    static func start(_ configuration: CurlConfiguration, _ mailbox: Mailbox) throws(CurlError) {
        if let file = configuration.additionalTrustFile, unsafe access(file, R_OK) != 0 {
            throw .notBegun(.setUp, "the additional trust file cannot be read")
        }
        let loop = try TransferLoop(configuration, mailbox)
        let argument = unsafe Unmanaged.passRetained(loop).toOpaque()
        let failure = unsafe driver_thread_start(
            "curl",
            { argument in
                guard let argument = unsafe argument else { return }
                unsafe Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue().run()
            }, argument)
        if failure != 0 {
            unsafe Unmanaged<TransferLoop>.fromOpaque(argument).release()
            throw .notBegun(.setUp, "no thread for transfers: error \(failure)")
        }
    }

    private init(_ configuration: CurlConfiguration, _ mailbox: Mailbox) throws(CurlError) {
        multi = try MultiHandle(configuration)
        self.mailbox = mailbox
        options = TransferOptions(configuration)
        epoll = driver_epoll_create()
        guard epoll >= 0, driver_epoll_watch_edge(epoll, mailbox.wakeUp) == 0 else {
            throw .notBegun(.setUp, "no epoll descriptor")
        }
        registerCallbacks()
    }

    deinit {
        // The multi handle goes after this, closing its connections: it must not call back any more.
        multi.unregister()
        if epoll >= 0 { close(epoll) }
    }

    private func registerCallbacks() {
        // Unretained: the callbacks come only from calls that this object makes.
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe multi.register(context: this) { _, socket, readiness, this, _ in
            unsafe TransferLoop.from(this)?.watch(socket, readiness) ?? -1
        } timer: { _, milliseconds, this in
            let due = milliseconds < 0 ? nil : ContinuousClock.now + .milliseconds(milliseconds)
            unsafe TransferLoop.from(this)?.timer = due
            return 0
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> TransferLoop? {
        unsafe pointer.map { unsafe Unmanaged<TransferLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    private func watch(_ socket: Int32, _ readiness: Int32) -> Int32 {
        if readiness == CURL_POLL_REMOVE {
            driver_epoll_forget(epoll, socket)
            return 0
        }
        return driver_epoll_watch(epoll, socket, readiness)
    }
}

extension TransferLoop {
    fileprivate func run() {
        var end = CurlError.notBegun(.shutDown, "the client is shut down")
        while true {
            collect()
            runTimer()
            finishDone()
            sweep()
            if phase != .open, active.isEmpty { break }
            guard waitForEvents() else {
                end = .notBegun(.setUp, "waiting for sockets failed")
                failAll(end.kind, end.detail)
                break
            }
        }
        mailbox.stop(failing: end)
    }

    private func collect() {
        let content = mailbox.collect()
        if content.phase != phase {
            phase = content.phase
            nextSweep = .now  // the grace may be none
        }
        for submission in content.submissions { begin(submission) }
        for id in content.cancellations {
            if let transfer = active[id] { end(transfer, .failure(transfer.failure(.cancelled, "the task was cancelled"))) }
        }
    }

    private func begin(_ submission: Submission) {
        let now = ContinuousClock.now
        do throws(CurlError) {
            let transfer = try Transfer(submission, options: options, now: now)
            // Before libcurl is told: it may call back at once.
            active[submission.id] = transfer
            guard multi.add(transfer.easy) else {
                throw .notBegun(.setUp, "libcurl does not take the transfer")
            }
            if nextSweep == nil { nextSweep = now + Self.sweepInterval }
        } catch {
            active[submission.id] = nil
            mailbox.noteFinished()
            submission.continuation.resume(returning: .failure(error))
        }
    }

    private func end(_ transfer: Transfer, _ outcome: Result<CurlResponse, CurlError>) {
        multi.remove(transfer.easy)
        active[transfer.submission.id] = nil
        mailbox.noteFinished()
        transfer.submission.continuation.resume(returning: outcome)
    }

    private func finishDone() {
        while let (context, code) = unsafe multi.nextFinished() {
            if let transfer = unsafe Transfer.from(context) { end(transfer, transfer.outcome(code)) }
        }
    }

    private func runTimer() {
        guard let due = timer, due <= ContinuousClock.now else { return }
        timer = nil
        multi.actOnTimer()
    }

    private func sweep() {
        guard let due = nextSweep else { return }
        let now = ContinuousClock.now
        guard due <= now else { return }
        if case .closing(let end) = phase, end <= now { return failAll(.shutDown, "the client is shutting down") }
        for transfer in active.values where transfer.deadline <= now {
            end(transfer, .failure(transfer.failure(.timeout, "the time limit passed")))
        }
        nextSweep = active.isEmpty ? nil : now + Self.sweepInterval
    }

    private func failAll(_ kind: CurlError.Kind, _ detail: String) {
        for transfer in active.values { end(transfer, .failure(transfer.failure(kind, detail))) }
    }

    /// Whether waiting worked.
    private func waitForEvents() -> Bool {
        var milliseconds: Int32 = -1
        if let due = [timer, nextSweep].compactMap({ $0 }).min() {
            let left = ContinuousClock.now.duration(to: due)
            milliseconds = left <= .zero ? 0 : Int32(clamping: left.wholeMilliseconds)
        }
        if milliseconds != 0, !mailbox.goToSleep(in: phase) { milliseconds = 0 }
        var events = [driver_event](repeating: driver_event(), count: 64)
        let count = unsafe driver_epoll_wait(epoll, &events, Int32(events.count), milliseconds)
        guard count >= 0 else { return false }
        for event in events.prefix(Int(count)) where event.descriptor != mailbox.wakeUp {
            multi.act(on: event.descriptor, event.readiness)
        }
        return true
    }
}
