internal import CCurl
internal import CCurlDriver

/// libcurl's multi handle: the transfers together with their connection pool. Owned; freed with its owner, before which
/// every easy handle must have been removed.
@safe struct MultiHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ configuration: CurlConfiguration) throws(CurlError) {
        guard Self.isLibraryReady, let pointer = unsafe curl_multi_init() else { throw .notBegun(.setUp, "no libcurl") }
        unsafe self.pointer = pointer
        set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        set(CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maximumConnections)
        set(CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
        set(CURLMOPT_MAXCONNECTS, configuration.maximumConnections)
    }

    deinit { unsafe curl_multi_cleanup(pointer) }

    private func set(_ option: CURLMoption, _ value: Int) {
        unsafe driver_multi_set_long(pointer, option, value)
    }

    /// `context` goes to both callbacks, and must live as long as this handle is called.
    func register(
        context: UnsafeMutableRawPointer,
        socket: @escaping curl_socket_callback,
        timer: @escaping curl_multi_timer_callback
    ) {
        unsafe driver_multi_set_pointer(pointer, CURLMOPT_SOCKETDATA, context)
        unsafe driver_multi_set_pointer(pointer, CURLMOPT_TIMERDATA, context)
        unsafe driver_multi_set_socket_callback(pointer, socket)
        unsafe driver_multi_set_timer_callback(pointer, timer)
    }

    /// From here on no callback comes.
    func unregister() {
        unsafe driver_multi_set_socket_callback(pointer, nil)
        unsafe driver_multi_set_timer_callback(pointer, nil)
    }

    /// Whether libcurl took it.
    func add(_ easy: borrowing EasyHandle) -> Bool {
        unsafe curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK
    }

    /// Ends the transfer if it is not done. Its connection is closed then, or over HTTP/2 its stream reset.
    func remove(_ easy: borrowing EasyHandle) {
        unsafe curl_multi_remove_handle(pointer, easy.pointer)
    }

    func act(on socket: Int32, _ readiness: Int32) {
        var running: Int32 = 0
        unsafe curl_multi_socket_action(pointer, socket, readiness, &running)
    }

    /// For `CURL_SOCKET_TIMEOUT`, a macro that Swift does not see.
    func actOnTimer() { act(on: -1, 0) }

    /// The context (CURLOPT_PRIVATE) of the next transfer that libcurl is done with, and its result.
    func nextFinished() -> (context: UnsafeMutableRawPointer?, result: CURLcode)? {
        var result = CURLE_OK
        guard let easy = unsafe driver_next_finished(pointer, &result) else { return nil }
        var context: UnsafeMutableRawPointer?
        unsafe driver_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return unsafe (context, result)
    }
}
