"""A wire between hosts: packets of TUN devices, each delayed or lost on its way, with the kernel's own TCP at both ends.

    python3 wire.py DEVICE NUMBER [DEVICE NUMBER ...]

Each device takes the packets of the host 10.77.0.NUMBER. The program prints "ready" when the devices are there, which the
caller then moves to the hosts' namespaces. Lines of standard input set a link: "NUMBER MILLISECONDS PERCENT" delays the
packets that leave a host and loses some of them, "NUMBER cut" loses all in both directions. It ends with its input.
"""

import fcntl
import heapq
import os
import random
import selectors
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000


def device(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def main(words):
    # The seed makes runs alike, not equal: packets differ with the times of the peers.
    chance = random.Random(1)
    fds = {int(number): device(name) for name, number in zip(words[::2], words[1::2])}
    links = {number: (0.0, 0.0) for number in fds}
    cut = set()
    due = []
    order = 0
    selector = selectors.SelectSelector()
    for number, fd in fds.items():
        selector.register(fd, selectors.EVENT_READ, number)
    selector.register(0, selectors.EVENT_READ, None)
    print("ready", flush=True)
    while True:
        wait = max(0.0, due[0][0] - time.monotonic()) if due else None
        for key, _ in selector.select(wait):
            if key.data is None:
                text = os.read(0, 4096).decode()
                if not text:
                    return
                for line in text.splitlines():
                    number, *values = line.split()
                    cut.discard(int(number))
                    if values == ["cut"]:
                        cut.add(int(number))
                    else:
                        links[int(number)] = (float(values[0]) / 1e3, float(values[1]) / 100)
                continue
            delay, loss = links[key.data]
            # A burst waits in the device: the turn of the others comes between packets.
            try:
                packet = os.read(key.fd, 65536)
            except OSError:
                continue
            to = packet[19] if packet[0] >> 4 == 4 else 0
            if to not in fds or to in cut or key.data in cut or chance.random() < loss:
                continue
            order += 1
            heapq.heappush(due, (time.monotonic() + delay, order, to, packet))
        now = time.monotonic()
        while due and due[0][0] <= now:
            _, _, to, packet = heapq.heappop(due)
            try:
                os.write(fds[to], packet)
            except OSError:
                # A full or absent device loses the packet, as a wire does.
                pass


main(sys.argv[1:])
