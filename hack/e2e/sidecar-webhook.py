"""An admission webhook that adds a container to every pod, in front of the pod's own: port, certificate, key, image."""

import base64
import http.server
import json
import ssl
import sys

port, certificate, key, image = sys.argv[1:]
PROXY = {
    "name": "proxy",
    "image": image,
    "imagePullPolicy": "IfNotPresent",
    "command": ["sh", "-c", "echo proxy up; trap 'exit 0' TERM; while :; do sleep 1; done"],
}
PATCH = base64.b64encode(json.dumps([{"op": "add", "path": "/spec/containers/0", "value": PROXY}]).encode()).decode()


class Review(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        review["response"] = {"uid": review.pop("request")["uid"], "allowed": True, "patchType": "JSONPatch", "patch": PATCH}
        body = json.dumps(review).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Review)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
server.socket = tls.wrap_socket(server.socket, server_side=True)
server.serve_forever()
