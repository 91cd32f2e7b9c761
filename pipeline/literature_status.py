"""``oncolit literature status`` and ``remove``: what the literature store holds."""

import json

from literature.document import DocumentKind
from literature.store import LiteratureStore, StoreCounts
from pipeline.settings import literature_file

_MEGABYTE = 1_000_000


def describe_literature(*, as_json: bool) -> str:
    """Say what there is, by kind.

    Raises
    ------
    LiteratureStoreError
        There is no store.
    """
    store = LiteratureStore(literature_file())
    counts = store.counts()
    return _as_json(store, counts) if as_json else _as_text(store, counts)


def remove_literature(kind: str | None, file: str | None) -> str:
    """Delete the documents of a kind or of a file, and say how many.

    Raises
    ------
    LiteratureStoreError
        There is no store.
    """
    store = LiteratureStore(literature_file())
    store.counts()
    count = store.remove(DocumentKind(kind) if kind else None, file)
    return f"Deleted {count:,} documents. {store.words()}: {store.path}"


def _as_json(store: LiteratureStore, counts: StoreCounts) -> str:
    return json.dumps(
        {
            "path": str(store.path),
            "documents": dict(counts.documents),
            "passages": counts.passages,
            "variants": counts.variants,
            "imported": counts.imported,
            "unfinished": list(counts.unfinished),
            "fingerprint": store.fingerprint(),
            "bytes": counts.size,
        },
        ensure_ascii=False,
        indent=1,
    )


def _as_text(store: LiteratureStore, counts: StoreCounts) -> str:
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in counts.documents)
    documents = sum(count for _, count in counts.documents)
    lines = [
        f"Literature: {store.path}, {counts.size / _MEGABYTE:.1f} MB",
        f"Documents: {documents:,}" + (f" ({kinds})" if kinds else ""),
        f"Passages: {counts.passages:,}, naming {counts.variants:,} variants",
        f"Last import: {counts.imported or 'never'}",
        f"Content: {store.fingerprint()[:12]}",
    ]
    if counts.unfinished:
        names = ", ".join(counts.unfinished)
        lines.append(f"Not read to their end: {names}; import them again")
    return "\n".join(lines)
