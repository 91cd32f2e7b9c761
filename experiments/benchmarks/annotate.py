"""How long a laboratory waits for its report, and how much memory a large VCF takes.

A MAF of 15,000 rows, made by repeating the rows of laboratory files, goes through ``oncolit
annotate`` in a process of its own, from the command to the written report, with the literature
store and the evidence base that are under $ONCOLIT_HOME. Beside it, as ratios within the run: the
same file cut to its distinct rows, and `oncolit --help`. Then a VCF of a million records, made by
repeating annotated ones: its peak memory, all processes' largest. Prints a table and, as its last
line, one JSON object.

    oncolit literature import FILE
    python experiments/benchmarks/annotate.py ../shared/data/lab_files
"""

import argparse
import csv
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

MAF_ROWS = 15_000
VCF_RECORDS = 1_000_000
MAFS = (
    "cbioportal_es_iocurie_2014_data_mutations.txt",
    "cbioportal_nbl_target_2018_data_mutations.txt",
    "tcga_laml.maf.gz",
)
VCF = "HCC1395_vep.vcf"
COLUMNS = (
    "Hugo_Symbol", "NCBI_Build", "Chromosome", "Start_Position", "Consequence",
    "Variant_Classification", "Reference_Allele", "Tumor_Seq_Allele2", "Tumor_Sample_Barcode",
    "HGVSc", "HGVSp_Short", "Transcript_ID",
)  # fmt: skip
ONCOLIT = Path(sys.executable).with_name("oncolit")


def maf_rows(folder: Path) -> list[dict[str, str]]:
    """Read the rows of all MAFs, the names of their columns made alike."""
    found = []
    for name in MAFS:
        opened = gzip.open if name.endswith(".gz") else open
        with opened(folder / name, "rt", encoding="utf-8") as stream:
            for row in csv.DictReader(stream, delimiter="\t"):
                row.setdefault("HGVSp_Short", row.get("Protein_Change", ""))
                row.setdefault("Start_Position", row.get("Start_position", ""))
                found.append({column: row.get(column) or "" for column in COLUMNS})
    return found


def write_maf(path: Path, rows: Iterator[dict[str, str]]) -> None:
    """Write rows as a MAF."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_vcf(path: Path, source: Path, records: int) -> None:
    """Write the header of a VCF and its records again and again."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    body = [line for line in lines if not line.startswith("#")]
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(header)
        stream.writelines(islice(cycle(body), records))


def run(*arguments: str) -> tuple[float, float]:
    """Run oncolit; return its seconds and, over all runs so far, the most memory in GB."""
    start = time.perf_counter()
    subprocess.run([str(ONCOLIT), *arguments], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def main() -> None:
    """Print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("lab_files", type=Path)
    parser.add_argument("--records", type=int, default=VCF_RECORDS)
    asked = parser.parse_args()
    rows = maf_rows(asked.lab_files)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        write_maf(folder / "many.maf", islice(cycle(rows), MAF_ROWS))
        write_maf(folder / "once.maf", iter(rows))
        start_up, _ = run("--help")
        once, _ = run("annotate", str(folder / "once.maf"), "--out", str(folder / "once"))
        many, maf_gb = run("annotate", str(folder / "many.maf"), "--out", str(folder / "many"))
        write_vcf(folder / "large.vcf", asked.lab_files / VCF, asked.records)
        large, vcf_gb = run("annotate", str(folder / "large.vcf"), "--out", str(folder / "large"))
        versions = json.loads((folder / "many" / "report.json").read_text("utf-8"))["versions"]
    figures = {
        "maf_rows": MAF_ROWS,
        "maf_seconds": round(many, 1),
        "maf_to_distinct_rows": round(many / once, 2),
        "maf_to_help": round(many / start_up, 1),
        "maf_peak_gb": round(maf_gb, 2),
        "vcf_records": asked.records,
        "vcf_seconds": round(large, 1),
        "vcf_peak_gb": round(vcf_gb, 2),
        "literature": versions["literature"],
        "knowledge": versions["knowledge"],
    }
    for name, value in figures.items():
        print(f"{name:<22}{value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
