"""A small ontology with diseases, written to a folder as the HPO project writes them."""

from pathlib import Path

TERMS = {
    "HP:0000001": ("All", ""),
    "HP:0000118": ("Phenotypic abnormality", "HP:0000001"),
    "HP:0000010": ("Seizure", "HP:0000118"),
    "HP:0000011": ("Focal seizure", "HP:0000010"),
    "HP:0000012": ("Absence seizure", "HP:0000010"),
    "HP:0000020": ("Skin spot", "HP:0000118"),
    "HP:0000021": ("Brown skin spot", "HP:0000020"),
    "HP:0000030": ("Deafness", "HP:0000118"),
    "HP:0000040": ("Tall stature", "HP:0000118"),
    "HP:0000050": ("Mode of inheritance", "HP:0000001"),
    "HP:0001419": ("X-linked recessive inheritance", "HP:0000050"),
    "HP:0000007": ("Autosomal recessive inheritance", "HP:0000050"),
}

_HEADER = (
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\t"
    "modifier\taspect\tbiocuration"
)


def annotation(
    disease: str, term: str, frequency: str = "", *, reference: str = "PMID:1", sex: str = "",
    aspect: str = "P",
) -> str:  # fmt: skip
    """Return one line of phenotype.hpoa."""
    number, name = disease.split(" ", 1)
    return "\t".join(
        (f"OMIM:{number}", name, "", term, reference, "PCS", "", frequency, sex, "", aspect, "x")
    )


def write_folder(folder: Path, annotations: list[str], genes: dict[str, str] | None = None) -> Path:
    """Write ontology, annotations and genes (symbol by disease) into a folder of its own."""
    folder.mkdir(exist_ok=True)
    records = ["format-version: 1.2\ndata-version: small\n"]
    for id, (name, parent) in TERMS.items():
        above = f"is_a: {parent} ! above\n" if parent else ""
        records.append(f"[Term]\nid: {id}\nname: {name}\n{above}")
    (folder / "hp.obo").write_text("\n".join(records))
    lines = ["#version: 2001-02-03", _HEADER, *annotations]
    (folder / "phenotype.hpoa").write_text("\n".join(lines) + "\n")
    rows = ["ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id"]
    rows += [f"1\t{gene}\tHP:0000118\tx\t-\tOMIM:{id}" for id, gene in (genes or {}).items()]
    (folder / "genes_to_phenotype.txt").write_text("\n".join(rows) + "\n")
    return folder
