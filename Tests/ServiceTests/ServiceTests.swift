import Testing

/// The whole service: the gate as `serve` builds it, in front of an emulated Entra and Graph, over real sockets.
///
/// One test at a time: each has a house of its own, and two of them under load would make one another late.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum ServiceTests {}
