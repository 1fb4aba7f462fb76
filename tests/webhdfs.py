"""A folder served as a cluster's file system is: Hadoop's own client reads it over HTTP.

Source: Apache Hadoop, WebHDFS REST API: GETFILESTATUS, LISTSTATUS, GETFILEBLOCKLOCATIONS, OPEN.
"""

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_PREFIX = "/webhdfs/v1"


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL under which the folder can be read, within the block."""

    class Files(_Files):
        root = folder

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"webhdfs://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Files(http.server.BaseHTTPRequestHandler):
    root: Path

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        path = self.root / asked.path.removeprefix(_PREFIX).lstrip("/")
        if not path.exists():
            said = f"File does not exist: {path.name}"
            exception = {"exception": "FileNotFoundException", "message": said}
            exception["javaClassName"] = "java.io.FileNotFoundException"
            self._say({"RemoteException": exception}, 404)
        elif query["op"] == "GETFILESTATUS":
            self._say({"FileStatus": _status(path) | {"pathSuffix": ""}})
        elif query["op"] == "LISTSTATUS":
            found = [_status(path) | {"pathSuffix": ""}]
            if path.is_dir():
                found = [_status(each) for each in sorted(path.iterdir())]
            self._say({"FileStatuses": {"FileStatus": found}})
        elif query["op"] == "GETFILEBLOCKLOCATIONS":
            self._say({"BlockLocations": {"BlockLocation": []}})
        elif query.get("from") == "here":
            self._hand_out(path, int(query.get("offset", 0)), query.get("length"))
        else:
            # A name node sends readers on to where the bytes lie.
            self.send_response(307)
            self.send_header("Location", f"http://{self.headers['Host']}{self.path}&from=here")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        """Nothing: requests are no news."""

    def _hand_out(self, path: Path, offset: int, length: str | None) -> None:
        with path.open("rb") as source:
            source.seek(offset)
            content = source.read(int(length) if length else -1)
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _say(self, answer: dict, status: int = 200) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        # Without a content type: to take one apart the client wants a library Spark leaves out.
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _status(path: Path) -> dict:
    about = path.stat()
    return {
        "pathSuffix": path.name,
        "type": "DIRECTORY" if path.is_dir() else "FILE",
        "length": 0 if path.is_dir() else about.st_size,
        "owner": "heat",
        "group": "heat",
        "permission": "755",
        "accessTime": 0,
        "modificationTime": int(about.st_mtime * 1000),
        "blockSize": 2**27,
        "replication": 1,
    }
