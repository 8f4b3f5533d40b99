"""Ends with one clear line when HOST and PORT cannot be served at: `port_is_free.py HOST PORT`."""

import socket
import sys


def main(host: str, port: int) -> None:
    try:
        family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(
            f"Cannot serve at {host}, port {port}: {error.strerror}. Choose another with HOST=... PORT=..."
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
