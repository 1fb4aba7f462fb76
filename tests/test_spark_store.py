"""Facts in an object store: judged over the S3 protocol by the command that the docs give.

`make store` fetches what this takes: Hadoop's driver and a server that keeps its buckets in memory.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from heatqa.cli import main
from heatqa.warehouse import Warehouse

from . import large_facts
from .test_spark import pytestmark as needs_spark

STORE = Path(sys.prefix) / "store"
SERVER = STORE / "bin" / "moto_server"
DRIVER = sorted((STORE / "driver").glob("*.jar"))
pytestmark = [
    needs_spark,
    pytest.mark.soak,
    pytest.mark.skipif(
        not (SERVER.exists() and DRIVER), reason="needs a driver and a server for S3: make store"
    ),
]
# The driver is older than the Hadoop in Spark, whose defaults carry units that it does not read.
OLDER = {
    "connection.establish.timeout": "5000",
    "connection.timeout": "200000",
    "threads.keepalivetime": "60",
    "multipart.purge.age": "86400",
    "aws.credentials.provider": "com.amazonaws.auth.EnvironmentVariableCredentialsProvider",
}
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked cases of all clauses, and readings."""
    return large_facts.written(tmp_path_factory.mktemp("stored") / "facts", 100_000)


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[str]:
    """The address of a store with these facts in the bucket `heat`."""
    with served() as address:
        put(f"{address}/heat", b"")
        for file in folder.rglob("*.*"):
            if file.is_file():
                put(f"{address}/heat/{file.relative_to(folder.parent)}", file.read_bytes())
        yield address


@contextlib.contextmanager
def served() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [SERVER, "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | KEYS
    ) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def put(url: str, content: bytes) -> None:
    asked = urlsplit(url)
    connection = http.client.HTTPConnection(asked.netloc)
    connection.request("PUT", asked.path, content)
    assert connection.getresponse().status == 200
    connection.close()


def judged(place: str, store: str, warehouse: Path) -> subprocess.CompletedProcess[str]:
    """What the command says, in a process of its own: Java takes a driver only when it starts."""
    settings = {"endpoint": store, "path.style.access": "true", **OLDER}
    given = ["--conf", f"spark.jars={','.join(map(str, DRIVER))}"]
    for name, value in settings.items():
        given += ["--conf", f"spark.hadoop.fs.s3a.{name}={value}"]
    command = [sys.executable, "-m", "heatqa", "--lang", "en", "judge", "--engine", "spark"]
    command += ["--facts", place, "--warehouse", str(warehouse), *given]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | KEYS
    )


def test_facts_in_an_object_store_are_judged_alike(store: str, folder: Path, tmp_path: Path):
    there, here = tmp_path / "there", tmp_path / "here"
    told = judged("s3a://heat/facts", store, there)
    assert told.returncode == 0, told.stderr
    assert main(["judge", "--facts", str(folder), "--warehouse", str(here)]) == 0
    for table in ("cube", "tickets", "temperatures"):
        query = f"from {table} order by all"
        found = Warehouse(there).read().execute(query).fetchall()
        assert found == Warehouse(here).read().execute(query).fetchall(), table
        assert found


def test_a_bucket_that_is_not_there_is_said_so(store: str, tmp_path: Path):
    told = judged("s3a://nobody/facts", store, tmp_path / "judged")
    assert told.returncode == 2
    assert told.stderr.startswith("s3a://nobody/facts/facts.json: ")
    assert told.stderr.count("\n") == 1
