"""Loads on HTTP servers: http_load.cpp, nginx beside Skep, and connections that do nothing."""

import contextlib
import json
import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from setting import program, server

SECONDS = float(os.environ.get("SKEP_BENCH_SECONDS", "5"))


def statement_request(sql, query=""):
    """POST /api/v1/statements as a client of curl's kind would send it."""
    body = json.dumps({"statement": " ".join(sql.split())}).encode()
    return (f"POST /api/v1/statements{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def job_request(statement):
    """POST /api/v1/jobs."""
    body = json.dumps({"statement": statement}).encode()
    return (f"POST /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def get_request(path, headers=()):
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def start_load(port, connections, requests, seconds=None, per_second=None):
    """Starts http_load; `end_load` gives what it says."""
    file = tempfile.NamedTemporaryFile(suffix=".requests")
    for request in requests:
        file.write(f"{len(request)}\n".encode() + request)
    file.flush()
    command = [program("http_load"), port, connections, seconds or SECONDS, file.name]
    if per_second:
        command.append(per_second)
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    return process, file


def end_load(started):
    process, file = started
    out = process.communicate()[0]
    file.close()
    if process.returncode != 0:
        raise RuntimeError(f"http_load ended with {process.returncode}")
    return json.loads(out)


def load(port, connections, requests, **more):
    """The load's answers with status 200 or 304; raises when there are others, or broken ones."""
    said = end_load(start_load(port, connections, requests, **more))
    good = said["statuses"].pop("200", None) or said["statuses"].pop("304", None)
    if not good or said["statuses"] or said["broken"]:
        raise RuntimeError(f"unexpected answers: {said}")
    return good


@contextlib.contextmanager
def nginx(content):
    """nginx with a static file: `(port, path)`. Its usual good settings; a worker a core, no access log."""
    folder = Path(tempfile.mkdtemp(prefix="skep-bench-nginx-"))
    (folder / "page.json").write_bytes(content)
    port = server.free_port()
    (folder / "nginx.conf").write_text(f"""
        daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes auto; user {os.environ.get("USER", "root")};
        events {{ worker_connections 4096; }}
        http {{
          access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
          open_file_cache max=100; default_type application/json;
          client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
          uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
          server {{ listen 127.0.0.1:{port} backlog=4096; root {folder}; }}
        }}""")
    folder.chmod(0o755)
    process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, "/page.json"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port, seconds=20, process=None):
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if time.monotonic() > deadline or (process and process.poll() is not None):
            raise RuntimeError(f"nothing listens on port {port}")
        time.sleep(0.02)


def allow_open_files(count):
    """Lifts this process's limit, and so that of those it starts. False when the machine does not allow it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= count:
        return True
    if hard != resource.RLIM_INFINITY and hard < count:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
    return True
