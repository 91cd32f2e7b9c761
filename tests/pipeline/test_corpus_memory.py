"""The command's own process holds some texts of a corpus at a time, never all of them."""

import gc
import tracemalloc

import numpy as np
import pyarrow as pa
import pytest
from cluster_jobs import read_nothing

from engine.dask_engine import DaskEngine
from pipeline.temporary_files import temporary_texts
from pipeline.texts import RowTexts
from text_features.literature import gather, read_texts
from text_features.row_text import DOCUMENT

N_TEXTS, CHARACTERS = 1200, 100_000
MEGABYTE = 1_000_000


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    with temporary_texts() as texts:
        for number in range(N_TEXTS):
            texts.add(
                f"{number} " + "the mutant protein was active in cells; " * (CHARACTERS // 40)
            )
        return texts.collected()


def test_a_corpus_is_read_on_a_cluster_in_a_small_part_of_its_size(corpus, tmp_path):
    of_row = np.arange(N_TEXTS)
    asked = [("BRAF", "V600E")] * N_TEXTS
    with DaskEngine("", 2, "600MiB", tmp_path / "work") as cluster:
        gc.collect()
        tracemalloc.start()
        rows = RowTexts(
            N_TEXTS, read_texts(corpus, of_row, asked, engine=cluster, read=read_nothing)
        )
        found = gather(rows, len(rows), lambda _name: temporary_texts())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    size = sum(map(len, corpus))
    assert size > 115 * MEGABYTE
    assert [text[:6] for text in found.fields[DOCUMENT].texts[:2]] == ["0 the ", "1 the "]
    assert len(found.fields[DOCUMENT].texts) == N_TEXTS
    # What is on its way to and from the workers, whatever the corpus: 9 to 10 MB, and what other
    # threads of this process take.
    assert peak < size / 5
    assert pa.total_allocated_bytes() < size / 5
