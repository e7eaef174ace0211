import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Puts answers, sound or disturbed, on the wire.
enum AnswerWriter {
    /// Ends a body before its declared length: thrown into the server, which closes the connection.
    private struct Truncation: Error {}

    static func response(_ answer: EmulatorAnswer) -> Response {
        Response(status: .init(code: answer.status), headers: fields(answer), body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    static func slow(_ answer: EmulatorAnswer, chunkBytes: Int, pauseSeconds: Double) -> Response {
        let size = max(1, chunkBytes)
        let body = ResponseBody(contentLength: answer.body.count) { writer in
            for start in stride(from: 0, to: answer.body.count, by: size) {
                try await Task.sleep(for: .seconds(pauseSeconds))
                try await writer.write(ByteBuffer(bytes: answer.body[start..<min(start + size, answer.body.count)]))
            }
            try await writer.finish(nil)
        }
        return Response(status: .init(code: answer.status), headers: fields(answer), body: body)
    }

    static func truncated(_ answer: EmulatorAnswer, bytes: Int) -> Response {
        let body = ResponseBody(contentLength: answer.body.count) { writer in
            try await writer.write(ByteBuffer(bytes: answer.body.prefix(max(0, bytes))))
            throw Truncation()
        }
        return Response(status: .init(code: answer.status), headers: fields(answer), body: body)
    }

    /// Closes with a reset: lingering for zero seconds drops what is unsent. Goes past TLS, which would say goodbye first.
    static func reset(_ channel: any Channel) async {
        let provider = channel as? any SocketOptionProvider
        try? await provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try? await channel.eventLoop.submit {
            channel._channelCore.close0(error: ChannelError.eof, mode: .all, promise: nil)
        }.get()
    }

    private static func fields(_ answer: EmulatorAnswer) -> HTTPFields {
        var fields = HTTPFields()
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        return fields
    }
}
