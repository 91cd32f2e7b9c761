"""How long therapy suggestions take: one variant, and ten thousand.

One: reading the evidence on its gene from the evidence base and answering, in a process that has
imported and loaded everything else. Ten thousand: variants of the genes that have evidence, as
often as they have it, one in three of them curated, with made-up predictions; the evidence is read
once. Beside it, the time of a plain look-up of the same variants in a dictionary, as a floor.
Prints a table and, as its last line, one JSON object.

    oncolit knowledge import civic FILE; python experiments/benchmarks/therapies.py
"""

import json
import statistics
import time

import numpy as np

from pipeline.advisor import read_knowledge
from reports.therapy_record import advice_record
from therapy.alterations import read_alteration
from therapy.effects import read_prediction
from therapy.matching import Variant
from variants.amino_acids import AMINO_ACIDS

MANY = 10_000
ROUNDS = 15
ONE = ("BRAF", "V600E", "melanoma")


def one_variant() -> float:
    """Return the median seconds from question to record."""
    gene, variation, disease = ONE
    times = []
    for number in range(ROUNDS + 1):
        start = time.perf_counter()
        variant = Variant.read(gene, variation)
        advice = read_knowledge(genes=variant.genes).advisor.advise(variant, disease=disease)
        json.dumps(advice_record(advice))
        if number:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def made_up_variants(advisor_genes: dict[str, int], curated: dict[str, list[str]]) -> list[Variant]:
    """Make variants of genes by their number of statements."""
    rng = np.random.default_rng(0)
    names = sorted(advisor_genes)
    weights = np.array([advisor_genes[name] for name in names], dtype=float)
    genes = rng.choice(names, MANY, p=weights / weights.sum())
    found = []
    for gene in genes.tolist():
        probabilities = rng.dirichlet(np.full(9, 0.15)).tolist()
        if rng.random() < 1 / 3:
            variation = str(rng.choice(curated[gene]))
        else:
            first, new = rng.choice(list(AMINO_ACIDS), 2, replace=False)
            variation = f"{first}{rng.integers(1, 1500)}{new}"
        found.append(Variant.read(gene, variation, read_prediction(probabilities)))
    return found


def main() -> None:
    """Time and print."""
    single = one_variant()
    start = time.perf_counter()
    advisor = read_knowledge().advisor
    loading = time.perf_counter() - start
    genes = {gene: advisor.index.n_entries(gene) for gene in advisor.index.genes}
    curated = {gene: [part.text for part in advisor.index.parts(gene)] for gene in genes}
    variants = made_up_variants(genes, curated)
    read_alteration.cache_clear()
    start = time.perf_counter()
    n_suggestions = sum(
        len(advisor.advise(variant, disease="lung non-small cell carcinoma").suggestions)
        for variant in variants
    )
    many = time.perf_counter() - start
    table = {(variant.symbol, variant.variation): variant for variant in variants}
    start = time.perf_counter()
    for variant in variants:
        table[variant.symbol, variant.variation]
    floor = time.perf_counter() - start
    print(f"{'what':<48}{'seconds':>10}")
    print(f"{'one variant (' + ' '.join(ONE) + '), evidence read':<48}{single:>10.3f}")
    print(f"{'reading all evidence':<48}{loading:>10.3f}")
    print(f"{f'{MANY} variants, {n_suggestions} suggestions':<48}{many:>10.3f}")
    print(f"{f'{MANY} look-ups in a dictionary':<48}{floor:>10.3f}")
    print(
        json.dumps(
            {
                "one_seconds": round(single, 4),
                "many_seconds": round(many, 3),
                "n_variants": MANY,
                "one_to_each_of_many_ratio": round(single / (many / MANY), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
