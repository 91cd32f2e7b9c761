"""``oncolit predict``: probabilities for new variants, in Kaggle's submission format."""

from pathlib import Path

from pipeline.data_folder import read_variant_files, write_faults
from pipeline.models import load_model
from pipeline.prepared import featurize, prepare


def predict_file(
    variants: Path,
    text: Path | None,
    embeddings: Path | None,
    annotations: Path | None,
    model: str | None,
    out: Path,
) -> str:
    """Write ``ID,class1,…,class9`` and, beside it, the rejected rows; return what to tell."""
    trained = load_model(model)
    folder = read_variant_files(variants, text, embeddings, annotations, labelled=False)
    rows = prepare(folder, variants.name)
    probabilities = trained.predict(featurize(rows))
    out.parent.mkdir(parents=True, exist_ok=True)
    probabilities.to_csv(out)
    rejected = out.with_suffix(".rejected.tsv")
    write_faults(folder.faults, rejected)
    lines = [
        f"Predicted {len(probabilities)} variants, rejected {folder.counts['rows_rejected']} rows "
        f"(see {rejected}). Wrote {out}"
    ]
    given = {
        "embeddings": (embeddings, trained.card.embedding_columns),
        "annotations": (annotations, trained.card.annotation_columns),
        "text": (text, trained.card.n_texts),
    }
    lines += [
        f"Not used: {name}, because the model was trained without"
        for name, (path, learnt) in given.items()
        if path is not None and not learnt
    ]
    return "\n".join(lines)
