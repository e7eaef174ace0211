/// How much time a client has. What is slower has its connection closed: it would hold on to a place that others need.
public struct ClientPace: Sendable {
    /// Seconds in which a whole request arrives, from its first byte to its body's last.
    public var requestSeconds: Int
    /// Seconds in which a client takes some of the answer that is waiting for it.
    public var answerSeconds: Int
    /// Seconds that a connection without a request is kept.
    public var idleSeconds: Int

    public init(requestSeconds: Int = 20, answerSeconds: Int = 30, idleSeconds: Int = 60) {
        self.requestSeconds = requestSeconds
        self.answerSeconds = answerSeconds
        self.idleSeconds = idleSeconds
    }
}
