"""A TLS server on 127.0.0.1 for tests: tls_server.py CERTIFICATE KEY BEHAVIOUR

Prints its port, then "connection N" and "request N METHOD PATH BODY-BYTES" (HTTP/1.1) or "stream N ID BODY-BYTES"
(HTTP/2) as they come. Behaviours:
  http1       answers HTTP/1.1, keeping connections alive
  http2       answers HTTP/2
  refuse      HTTP/2; the first stream that is complete on the first connection is refused (RST_STREAM REFUSED_STREAM)
  goaway      HTTP/2; the second stream of the first connection is answered with GOAWAY and a close
  dying       HTTP/1.1; every connection is closed after reading its second request, unanswered
"""
import os, socket, ssl, struct, sys, threading

certificate, key, behaviour = sys.argv[1:4]
uses_http2 = behaviour in ("http2", "refuse", "goaway")
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
context.set_alpn_protocols(["h2", "http/1.1"] if uses_http2 else ["http/1.1"])


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()


def say(*words):
    print(*words, flush=True)


def read_exactly(stream, count):
    data = b""
    while len(data) < count:
        chunk = stream.recv(count - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return data


def serve_http1(stream, number):
    file = stream.makefile("rb")
    served = 0
    while True:
        line = file.readline()
        if not line:
            return
        method, path, _ = line.decode().split(" ", 2)
        length = 0
        while (header := file.readline().strip()):
            name, _, value = header.decode().partition(":")
            if name.lower() == "content-length":
                length = int(value)
        body = file.read(length)
        served += 1
        say("request", number, method, path, len(body))
        if behaviour == "dying" and served == 2:
            return
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


HEADERS, DATA, RST, SETTINGS, PING, GOAWAY, WINDOW = 1, 0, 3, 4, 6, 7, 8


def frame(kind, flags, stream_id, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream_id) + payload


def serve_http2(stream, number):
    read_exactly(stream, 24)  # the connection preface
    stream.sendall(frame(SETTINGS, 0, 0))
    bodies, finished = {}, 0
    while True:
        head = read_exactly(stream, 9)
        length = int.from_bytes(head[:3], "big")
        kind, flags = head[3], head[4]
        stream_id = int.from_bytes(head[5:9], "big") & 0x7FFFFFFF
        payload = read_exactly(stream, length)
        if kind == SETTINGS and not flags & 1:
            stream.sendall(frame(SETTINGS, 1, 0))
        if kind == PING and not flags & 1:
            stream.sendall(frame(PING, 1, 0, payload))
        if kind == DATA:
            bodies[stream_id] = bodies.get(stream_id, 0) + length
            if length:
                grant = struct.pack(">I", length)
                stream.sendall(frame(WINDOW, 0, 0, grant))
        if kind in (HEADERS, DATA) and flags & 1:  # END_STREAM
            finished += 1
            say("stream", number, stream_id, bodies.pop(stream_id, 0))
            if behaviour == "refuse" and number == 0 and finished == 1:
                stream.sendall(frame(RST, 0, stream_id, struct.pack(">I", 7)))
            elif behaviour == "goaway" and number == 0 and finished == 2:
                stream.sendall(frame(GOAWAY, 0, 0, struct.pack(">II", stream_id - 2, 0)))
                return
            else:
                stream.sendall(frame(HEADERS, 4, stream_id, b"\x88"))  # :status 200, from HPACK's static table
                stream.sendall(frame(DATA, 1, stream_id, b"ok"))


def serve(connection, number):
    try:
        with context.wrap_socket(connection, server_side=True) as stream:
            say("connection", number)
            if stream.selected_alpn_protocol() == "h2":
                serve_http2(stream, number)
            else:
                serve_http1(stream, number)
    except (OSError, EOFError, ValueError):
        pass


listener = socket.create_server(("127.0.0.1", 0), backlog=512)
say(listener.getsockname()[1])
number = 0
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection, number), daemon=True).start()
    number += 1
