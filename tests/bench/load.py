"""Ask one address over and over: python -m tests.bench.load PORT PATH CONNECTIONS SECONDS

Prints the answers a second as a number; each connection is kept open. Every answer must be a 200.
"""

import asyncio
import sys
import time

REQUEST = "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"


async def answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.split(None, 2)[1] == b"200", head
    if b"content-length:" in head:
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        return
    while size := int(await reader.readline(), 16):  # in chunks
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


async def ask(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = 0
    while time.monotonic() < until:
        writer.write(request)
        await answer(reader)
        answers += 1
    writer.close()
    return answers


async def main() -> None:
    port, path, connections, seconds = sys.argv[1:]
    request = REQUEST.format(path=path).encode()
    began = time.monotonic()
    until = began + float(seconds)
    asked = [ask(int(port), request, until) for _ in range(int(connections))]
    total = sum(await asyncio.gather(*asked))
    print(total / (time.monotonic() - began))


if __name__ == "__main__":
    asyncio.run(main())
