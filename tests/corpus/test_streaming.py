"""What is in memory does not grow with the input."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.corpus.tables import written

_STREAM = """
import json, resource, sys
import pyarrow.parquet
from audit.corpus.columns import Columns
from audit.corpus.inputs import rows
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in rows([sys.argv[1]], Columns(metadata=("*",)), 1_000_000))
print(json.dumps([count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]))
"""


@pytest.mark.parametrize(("name", "most"), [("n.jsonl", 40), ("n.jsonl.gz", 40), ("n.csv", 40), ("n.parquet", 100)])
def test_two_hundred_megabytes_stream(tmp_path: Path, name: str, most: int) -> None:
    """`most` megabytes more than before; Arrow keeps pages of every column, and buffers for them."""
    stories = [{"id": "a", "text": os.urandom(10_000).hex(), "outlet": "AP"} for _ in range(500)]
    path = tmp_path / name
    if name.endswith("parquet"):
        table = pa.concat_tables([pa.Table.from_pylist(stories)] * 20)
        pq.write_table(table, path, row_group_size=len(table), use_dictionary=False, compression="none")
    else:
        data = Path(written(tmp_path / name.removesuffix(".gz"), stories)).read_bytes()
        header, body = data.split(b"\n", 1) if name.endswith("csv") else (b"", data)
        piece = gzip.compress(body, 1) if name.endswith("gz") else body
        path.write_bytes(header + b"\n" * bool(header))
        with path.open("ab") as file:
            file.writelines(piece for _ in range(20))
    said = subprocess.run([sys.executable, "-c", _STREAM, path], capture_output=True, check=True, text=True).stdout
    count, megabytes = json.loads(said)
    path.unlink()
    assert count == 10_000
    assert megabytes < most
