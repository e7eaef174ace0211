"""A CONNECT proxy on 127.0.0.1 for tests: connect_proxy.py PORT

Whatever host is asked for, the tunnel ends at PORT on 127.0.0.1; with PORT 0 every tunnel is refused. Prints its port,
then the first line of every request.
"""
import os, socket, sys, threading

target = int(sys.argv[1])


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()


def say(*words):
    print(*words, flush=True)


def pump(source, sink):
    try:
        while chunk := source.recv(65536):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client):
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = client.recv(4096)
        if not chunk:
            return
        head += chunk
    say(head.split(b"\r\n")[0].decode())
    if target == 0 or not head.startswith(b"CONNECT "):
        client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        return client.close()
    server = socket.create_connection(("127.0.0.1", target))
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


listener = socket.create_server(("127.0.0.1", 0))
say(listener.getsockname()[1])
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
