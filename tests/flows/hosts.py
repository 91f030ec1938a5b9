"""Machines of a network, as the network namespaces of the kernel: an address and a cable each, which can be pulled."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NoHosts(Exception):
    """This system does not let this user make any."""


@dataclass(frozen=True)
class Host:
    """`name` is that of its namespace; what runs by `command` sees the network as this host, and its own loopback."""

    name: str
    address: str

    @property
    def command(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name)

    def pull_the_cable(self) -> None:
        """No packet from it and none to it from now on, and nobody is told."""
        _ip("-n", self.name, "link", "set", "eth0", "down")


@contextlib.contextmanager
def network(count: int) -> Iterator[list[Host]]:
    """So many hosts on one switch, to which this one is plugged in too. Raises NoHosts."""
    mark = f"dl{os.getpid() % 1_000_000}"
    net = f"10.213.{os.getpid() % 256}"
    hosts = [Host(f"{mark}-{n}", f"{net}.{n + 2}") for n in range(count)]
    try:
        _ip("link", "add", mark, "type", "bridge")
        _ip("address", "add", f"{net}.1/24", "dev", mark)
        _ip("link", "set", mark, "up")
        for number, host in enumerate(hosts):
            _ip("netns", "add", host.name)
            plug = f"{mark}p{number}"
            _ip("link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", host.name)
            _ip("link", "set", plug, "master", mark, "up")
            _ip("-n", host.name, "address", "add", f"{host.address}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                _ip("-n", host.name, "link", "set", device, "up")
        yield hosts
    finally:
        for host in hosts:
            if Path("/run/netns", host.name).exists():
                _ip("netns", "delete", host.name)
        with contextlib.suppress(NoHosts):
            _ip("link", "delete", mark)


def _ip(*arguments: str) -> None:
    try:
        subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise NoHosts("no program `ip`: apt-get install iproute2") from None
    except subprocess.CalledProcessError as error:
        raise NoHosts(f"`ip {' '.join(arguments)}`: {error.stderr.strip()}") from None
