"""Serves the repositories of a folder over http with git http-backend: folder, user and password of what is below /private, file for the port."""

import base64
import http.server
import os
import subprocess
import sys

folder, user, password, port_file = sys.argv[1:]
ASKED = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Git(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path.startswith("/private") and self.headers.get("Authorization") != ASKED:
            return self.answer("401 Unauthorized", {"WWW-Authenticate": 'Basic realm="git"'}, b"no\n")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        variables = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": folder,
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        answer = subprocess.run(["git", "http-backend"], input=body, env=variables, stdout=subprocess.PIPE, check=True).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        return self.answer(headers.pop("Status", "200 OK"), headers, content)

    do_POST = do_GET

    def answer(self, status, headers, body):
        code, reason = status.split(" ", 1)
        self.send_response(int(code), reason)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The checks look at what the Task says."""


server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Git)
with open(port_file + ".new", "w", encoding="ascii") as file:
    file.write(str(server.server_port))
os.rename(port_file + ".new", port_file)
server.serve_forever()
