"""How fast literature is read and searched, and how much of it is found.

Import: 20,000 made-up abstracts of five labelled parts as PubMed XML, with one process and with
two. Look-ups: one variant, and 10,000 of which few are there. Recall: 200 spellings made of 20
variants and ten ways to write each, and, where CIViC's file is given, the statements on a single
change of residues, read with and without what CIViC says they are about. Prints a table and, as
its last line, one JSON object.

    python experiments/benchmarks/literature_search.py [CIVIC.tsv]
"""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from literature.civic_statements import read_civic_statements
from literature.document import Document, DocumentKind, Section
from literature.document_readers import document_readers
from literature.found import Match
from literature.importing import import_file
from literature.lookup import find_many, find_passages
from literature.mentions import read_document
from literature.opening import LiteratureFile
from literature.store import LiteratureStore
from therapy.molecular_profile import MolecularProfileError, parse_profile
from variants.amino_acids import AMINO_ACIDS, three_letters

ABSTRACTS = 20_000
MANY = 10_000
ROUNDS = 20
GENES = (
    "BRAF", "KRAS", "EGFR", "TP53", "PIK3CA", "KIT", "NRAS", "PTEN", "MET", "ALK", "ERBB2", "IDH1",
    "FLT3", "JAK2", "RET", "FGFR3", "CTNNB1", "SMAD4", "NF1", "ATM", "BRCA1", "CDH1", "VHL", "APC",
)  # fmt: skip
SENTENCES = (
    "The {variant} variant of {gene} was found in {n} of the samples that were sequenced.",
    "Cells that express {gene} {variant} grew without growth factors for {n} days.",
    "Patients were followed for {n} months, and those with {variant} responded to treatment.",
    "No other change was seen in the remaining cohort, which had been treated as usual.",
    "Kinase activity was measured in vitro and normalised to the amount of protein.",
    "Western blots showed that phosphorylation was raised {n}-fold in comparison to controls.",
    "We conclude that further studies of larger groups of patients are needed to confirm this.",
    "In a mouse model, tumours appeared after {n} weeks and were sensitive to the inhibitor.",
)
LABELS = ("BACKGROUND", "AIMS", "METHODS", "RESULTS", "CONCLUSIONS")
SPELT = (
    ("BRAF", "V", 600, "E"), ("KRAS", "G", 12, "D"), ("EGFR", "L", 858, "R"),
    ("EGFR", "T", 790, "M"), ("TP53", "R", 175, "H"), ("PIK3CA", "H", 1047, "R"),
    ("KIT", "D", 816, "V"), ("IDH1", "R", 132, "H"), ("NRAS", "Q", 61, "K"),
    ("JAK2", "V", 617, "F"), ("ALK", "F", 1174, "L"), ("RET", "M", 918, "T"),
    ("FGFR3", "S", 249, "C"), ("PDGFRA", "D", 842, "V"), ("ABL1", "T", 315, "I"),
    ("ERBB2", "S", 310, "F"), ("AKT1", "E", 17, "K"), ("GNAQ", "Q", 209, "P"),
    ("MTOR", "S", 2215, "Y"), ("SF3B1", "K", 700, "E"),
)  # fmt: skip
WAYS: tuple[Callable[[str, str, int, str], str], ...] = (
    lambda g, r, p, a: f"{g} {r}{p}{a} was found.",
    lambda g, r, p, a: f"{g} p.{r}{p}{a} was found.",
    lambda g, r, p, a: f"The p.{three_letters(r)}{p}{three_letters(a)} change in {g} was found.",
    lambda g, r, p, a: f"{g} ({three_letters(r)}{p}{three_letters(a)}) was found.",
    lambda g, r, p, a: f"{g} p.({three_letters(r)}{p}{three_letters(a)}) was found.",
    lambda g, r, p, a: f"{g}{r}{p}{a} was found.",
    lambda g, r, p, a: f"{g} {p}{r}>{a} was found.",
    lambda g, r, p, a: f"In {g}, {r}{p}{a} and others were found.",
    lambda g, r, p, a: f"{g} was sequenced. {r}{p}{a} was found.",
    lambda g, r, p, a: f"In {g}, {three_letters(r)}-{p}-{three_letters(a)} was found.",
)


def main() -> None:
    """Measure and print."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made_up.xml"
        file.write_text("".join(made_up_pubmed(random.Random(0))), encoding="utf-8")
        figures["megabytes"] = file.stat().st_size / 1e6
        for processes in (1, 2):
            store = LiteratureStore(Path(folder) / f"{processes}.sqlite")
            processor = time.process_time()
            seconds = timed(partial(bring, store, file, processes))
            figures[f"import_{processes}_own_processor_s"] = time.process_time() - processor
            figures[f"import_{processes}_s"] = seconds
            figures[f"import_{processes}_mb_per_s"] = figures["megabytes"] / seconds
            figures[f"import_{processes}_documents_per_s"] = ABSTRACTS / seconds
        figures["again_s"] = timed(partial(bring, store, file, 1, again=True))
        figures["store_mb"] = store.path.stat().st_size / 1e6
        figures["passages"] = store.counts().passages
        figures |= {f"abstracts_{name}": value for name, value in look_ups(store).items()}
        figures["spellings_found"] = spellings_found(Path(folder) / "spelt.sqlite")
        if len(sys.argv) > 1:
            figures |= of_civic(Path(sys.argv[1]), Path(folder))
    for name, value in figures.items():
        print(f"{name:<34} {value:>12,.3f}")
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


def made_up_pubmed(rng: random.Random, abstracts: int = ABSTRACTS) -> Iterator[str]:
    """Write a PubmedArticleSet of made-up abstracts."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n'
    for pmid in range(1, abstracts + 1):
        gene = rng.choice(GENES)
        variant = made_up_change(rng)
        parts = "".join(
            f'<AbstractText Label="{label}">{made_up_part(rng, gene, variant)}</AbstractText>'
            for label in LABELS
        )
        yield (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal>'
            f"<JournalIssue><PubDate><Year>{rng.randrange(1990, 2026)}</Year></PubDate>"
            f"</JournalIssue><Title>Made up</Title></Journal><ArticleTitle>{gene} in tumours, "
            f"part {pmid}</ArticleTitle><Abstract>{parts}</Abstract></Article></MedlineCitation>"
            "</PubmedArticle>\n"
        )
    yield "</PubmedArticleSet>\n"


def made_up_part(rng: random.Random, gene: str, variant: str) -> str:
    """Write a part of an abstract of three sentences."""
    chosen = rng.sample(SENTENCES, 3)
    return " ".join(
        one.format(gene=gene, variant=variant, n=rng.randrange(2, 99)) for one in chosen
    )


def made_up_change(rng: random.Random) -> str:
    """Make a substitution at one of 300 residues."""
    first, new = rng.sample(AMINO_ACIDS, 2)
    return f"{first}{rng.randrange(10, 310)}{new}"


def bring(store: LiteratureStore, file: Path, processes: int, *, again: bool = False) -> None:
    """Import a file."""
    with document_readers([file], processes) as submit:
        for _ in import_file(store, file, submit, again=again):
            pass


def look_ups(store: LiteratureStore) -> dict[str, float]:
    """Time one look-up, the median of several, and many at once."""
    one = [timed(lambda: find_passages(store, "BRAF", "p.Val100Glu")) for _ in range(ROUNDS)]
    gene = [timed(lambda: find_passages(store, "BRAF")) for _ in range(ROUNDS)]
    rng = random.Random(1)
    known = [(rng.choice(GENES), made_up_change(rng)) for _ in range(MANY // 20)]
    others = [(f"LOC{n}", made_up_change(rng)) for n in range(MANY - len(known))]
    many = timed(lambda: find_many(store, known + others))
    heavy = [(rng.choice(GENES), made_up_change(rng)) for _ in range(MANY)]
    return {
        "variant_ms": 1000 * statistics.median(one),
        "gene_ms": 1000 * statistics.median(gene),
        "many_few_there_s": many,
        "many_of_24_genes_s": timed(lambda: find_many(store, heavy)),
    }


def spellings_found(path: Path) -> float:
    """Return the share of 200 spellings that are found by the plain one, as the first passage."""
    store, found = LiteratureStore(path), 0
    texts = [way(*variant) for variant in SPELT for way in WAYS]
    put(store, [Document(DocumentKind.TABLE, str(n), "", (Section("", text),))
                for n, text in enumerate(texts)])  # fmt: skip
    for place, (gene, first, position, new) in enumerate(SPELT):
        passages = find_passages(store, gene, f"{first}{position}{new}", most=50).passages
        keys = {passage.key for passage in passages if passage.relation is Match.SAME}
        found += sum(str(place * len(WAYS) + way) in keys for way in range(len(WAYS)))
    return found / len(texts)


def of_civic(file: Path, folder: Path) -> dict[str, float]:
    """Measure look-ups and recall on CIViC's statements."""
    documents = [one for one in read_civic_statements(LiteratureFile(file))
                 if isinstance(one, Document)]  # fmt: skip
    bare = [replace(one, title="", about=()) for one in documents]
    figures: dict[str, float] = {}
    asked = {one.key: pair for one in documents if (pair := single_change(one.title))}
    for name, chosen in (("civic", documents), ("civic_text_alone", bare)):
        store = LiteratureStore(folder / f"{name}.sqlite")
        seconds = timed(partial(put, store, chosen))
        found = find_many(store, asked.values(), most=100_000)
        same = residue = 0
        for key, one in zip(asked, found, strict=True):
            relations = {passage.relation for passage in one.passages if passage.key == key}
            same += Match.SAME in relations
            residue += Match.SAME in relations or Match.RESIDUE in relations
        figures |= {
            f"{name}_import_s": seconds,
            f"{name}_items": len(asked),
            f"{name}_found": same / len(asked),
            f"{name}_found_or_residue": residue / len(asked),
        }
        if name == "civic":
            figures |= {f"civic_{what}": value for what, value in look_ups(store).items()}
    return figures


def single_change(title: str) -> tuple[str, str] | None:
    """Return gene and variation of a profile that is one change of residues."""
    try:
        clauses = parse_profile(title.partition(",")[0]).clauses
    except MolecularProfileError:
        return None
    if len(clauses) != 1 or len(clauses[0].present) != 1 or clauses[0].absent:
        return None
    part = clauses[0].present[0]
    protein = part.variation.protein
    return (part.gene, part.variation.name) if protein and protein.start else None


def put(store: LiteratureStore, documents: list[Document]) -> None:
    """Store documents."""
    number, _ = store.begin_file("digest", "made up", documents[0].kind, 1)
    store.write([(one, read_document(one)) for one in documents], number)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
