"""deploy/nginx.conf as it is shipped, run for real on loopback."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

from tests.support.patience import SECONDS
from tests.support.web_server import ROOT

#: Both are needed; None: not on this machine.
NGINX = shutil.which(os.environ.get("NGINX", "nginx")) or shutil.which("/usr/sbin/nginx")
OPENSSL = shutil.which("openssl")
#: The name it answers to.
NAME = "lengnuan.example.com"


class Proxy:
    """nginx, listening."""

    def __init__(self, folder: Path, http_port: int, https_port: int) -> None:
        self.folder, self.http_port, self.https_port = folder, http_port, https_port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname, self._context.verify_mode = False, ssl.CERT_NONE

    def line(self, name: str = NAME, *, source: str = "127.0.0.1") -> ssl.SSLSocket:
        """A TLS line to the server of this name, from an address of this machine (127.0.0.0/8)."""
        plain = socket.create_connection(("127.0.0.1", self.https_port), timeout=SECONDS, source_address=(source, 0))
        return self._context.wrap_socket(plain, server_hostname=name)

    def get(self, path: str, *headers: str) -> tuple[int, Message, bytes]:
        """Status, headers, body."""
        with self.line() as line:
            lines = [f"GET {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *headers, "", ""]
            line.sendall("\r\n".join(lines).encode())
            answer = http.client.HTTPResponse(line)
            http.client._MAXLINE = 200_000  # type: ignore[attr-defined]
            answer.begin()
            return answer.status, answer.headers, answer.read()


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(folder: Path, site_port: int, name: str = NAME, home: Path = ROOT) -> Iterator[Proxy]:
    """The shipped configuration in front of that port; only names, ports and folders are put in.

    `fullchain.pem` in the folder is a certificate of `name` that is its own authority; `home` is the checkout.
    """
    assert NGINX
    assert OPENSSL
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "90"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"), "-subj", f"/CN={name}"]
    command = [OPENSSL, *made, *files, "-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run(command, check=True, capture_output=True)
    proxy = Proxy(folder, free_port(), free_port())
    shutil.copytree(home / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("*.png"))
    for path in (folder / "deploy/nginx.conf", folder / "deploy/nginx/http.conf", folder / "deploy/nginx/site.conf"):
        text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if "listen [::]" not in line)
        for shipped, here in {
            "listen 80": f"listen 127.0.0.1:{proxy.http_port}",
            "listen 443": f"listen 127.0.0.1:{proxy.https_port}",
            f"/etc/letsencrypt/live/{NAME}": str(folder),
            "/opt/lengnuan/deploy": str(folder / "deploy"),
            "/opt/lengnuan/directory": str(home / "directory"),
            f"server_name {NAME}": f"server_name {name}",
            "/var/log/nginx": str(folder),
            "127.0.0.1:8000": f"127.0.0.1:{site_port}",
        }.items():
            text = text.replace(shipped, here)
        path.write_text(text, encoding="utf-8")
    paths = "".join(f"{name}_temp_path {folder}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "main.conf").write_text(
        ("user root;" if os.geteuid() == 0 else "")
        + f"pid {folder}/nginx.pid; error_log {folder}/main.log; daemon off; worker_processes 1;"
        f"events {{ worker_connections 1024; }} http {{ include /etc/nginx/mime.types;"
        f"client_body_temp_path {folder}/b;"
        f"{paths} include {folder}/deploy/nginx.conf; }}"
    )
    process = subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "main.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", proxy.https_port), timeout=SECONDS).close()
                break
            except ConnectionRefusedError:
                assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)
        if process.stderr:
            process.stderr.close()
