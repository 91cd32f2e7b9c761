"""Made-up parts of a laboratory's report; what is given replaces the field of that name."""

from reports.lab_report import (
    Case,
    Citation,
    Counts,
    CuratedEffect,
    Drug,
    Effect,
    Evidence,
    ExampleRow,
    Explanation,
    InputFile,
    Literature,
    Measured,
    Occurrence,
    Push,
    Reason,
    ReportHead,
    Sample,
    SampleTherapy,
    Sentence,
    SimilarVariant,
    Therapy,
    Variant,
    Versions,
)

TEXT = "In BRAF the V600E change is not inactivating, unlike D594G."


def citation(number=1, **changes):
    fields = {
        "source": "PubMed",
        "id": f"77{number}",
        "url": f"https://pubmed.ncbi.nlm.nih.gov/77{number}/",
    }
    return Citation(**fields | changes)


def evidence(number=1, **changes):
    fields = {
        "evidence": f"EID{number}", "civic_level": "A", "disease": "Melanoma",
        "reviewed": "2023-01-09", "url": f"https://civicdb.org/links/evidence_items/{number}",
    }  # fmt: skip
    return Evidence(**fields | changes)


def therapy(name="Dabrafenib", direction="sensitivity", **changes):
    fields = {
        "therapy": name, "drugs": [name], "direction": direction, "tier": "I", "level": "A",
        "civic_level": "A", "basis": "same_alteration", "origin": "curated", "probability": None,
        "evidence_for": "V600E", "disease": "Melanoma", "disease_match": None, "requires": [],
        "germline": False, "conflicts": [], "statement": f"Made up: speaks of {name}.",
        "best_statement": f"What was curated on {name}.", "evidence": [evidence()], "opposing": [],
        "citations": [citation()],
    }  # fmt: skip
    return Therapy(**fields | changes)


def predicted_therapy(name, direction="sensitivity", **changes):
    fields = {
        "tier": "III", "level": None, "basis": "predicted_effect", "origin": "predicted",
        "probability": 0.83,
    }  # fmt: skip
    return therapy(name, direction, **fields | changes)


def effect(answer="class7", **changes):
    named = answer != "abstain"
    fields = {
        "answer": answer, "reason": "" if named else "two classes are as probable",
        "most_probable": answer if named else "class7", "label": "Gain-of-function",
        "probabilities": {
            "class1": 0.02, "class2": 0.1, "class3": 0.02, "class4": 0.02, "class5": 0.02,
            "class6": 0.02, "class7": 0.78, "class8": 0.01, "class9": 0.01,
        },
        "prediction_set": ["class2", "class7"], "group": "gain", "group_probability": 0.88,
        "case": Case(seen="gene seen", named="text mentions the variant"),
        "measured": Measured(
            accuracy=0.784, accuracy_low=0.741, accuracy_high=0.82, rows=152, on="gene seen"
        ),
    }  # fmt: skip
    return Effect(**fields | changes)


def curated_effect(**changes):
    fields = {
        "group": "loss", "significance": "Loss of Function", "supports": True,
        "evidence": "EID99", "reviewed": "2021-05-06", "citations": [citation(99)],
    }  # fmt: skip
    return CuratedEffect(**fields | changes)


def sentence(**changes):
    start, end = TEXT.index("inactivating"), TEXT.index("inactivating") + len("inactivating")
    fields = {
        "text": TEXT, "citation": citation(5), "title": "On BRAF", "relation": "same",
        "mentions": [(TEXT.index("V600E"), TEXT.index("V600E") + 5)], "genes": [(3, 7)],
        "cues": [
            {"start": start, "end": end, "group": "loss", "negated": True, "uncertain": False}
        ],
    }  # fmt: skip
    return Sentence(**fields | changes)


def literature(*sentences, **changes):
    fields = {
        "used": bool(sentences), "passages": 2 * len(sentences), "citations": [],
        "sentences": list(sentences),
    }  # fmt: skip
    return Literature(**fields | changes)


def explanation(**changes):
    fields = {
        "words": "Gain-of-function (0.78).",
        "pushes": [Push(words="words of the text", push=1.5), Push(words="place", push=-0.75)],
        "similar": [
            SimilarVariant(
                gene="BRAF", variation="V600K", effect="class7", label="Gain-of-function",
                likeness=0.44, shared=["same residue"],
            )
        ],
    }  # fmt: skip
    return Explanation(**fields | changes)


def occurrence(line=3, *samples, **changes):
    fields = {
        "line": line, "samples": list(samples), "chromosome": "7", "position": 140453136,
        "reference": "A", "alternate": "T", "hgvs_c": "c.1799T>A", "transcript": "ENST00000288602",
        "transcript_rule": "MANE Select", "allele_fraction": 0.32,
    }  # fmt: skip
    return Occurrence(**fields | changes)


def variant(number=1, gene="BRAF", variation="V600E", *, card=True, **changes):
    therapies = changes.get("therapies", [])
    tiers = sorted(one.tier for one in therapies)
    fields = {
        "number": number, "gene": gene, "gene_symbol": gene, "variation": variation,
        "hgvs_p": "p.Val600Glu", "consequence": "missense_variant", "notes": [], "rows": 1,
        "samples": 1, "occurrences": [occurrence(3, "P-1")],
        "actionable": bool(tiers) and tiers[0] in ("I", "II"),
        "best_tier": tiers[0] if tiers else None, "effect": effect(), "curated": [],
        "by_type": None, "called": None, "agreement": None, "beside": None, "therapies": [],
        "withheld": [], "warnings": [], "contested": [], "literature": literature(),
        "explanation": explanation() if card else None,
    }  # fmt: skip
    return Variant(**fields | changes)


def sample_therapy(name="Dabrafenib", direction="sensitivity", number=1, **changes):
    fields = {
        "variant": number, "gene": "BRAF", "variation": "V600E", "therapy": name,
        "direction": direction, "tier": "I", "level": "A", "origin": "curated", "requires": [],
        "conflicts": [],
    }  # fmt: skip
    return SampleTherapy(**fields | changes)


def sample(name="P-1", variants=(1,), therapies=(), **changes):
    tiers = sorted(one.tier for one in therapies)
    fields = {
        "name": name, "rows": 4, "assessed": len(variants), "not_assessed": 3,
        "variants": list(variants), "best_tier": tiers[0] if tiers else None,
        "therapies": list(therapies),
    }  # fmt: skip
    return Sample(**fields | changes)


def drug(name="Dabrafenib", **changes):
    fields = {
        "name": name, "synonyms": ["Tafinlar"], "drug_class": "BRAF inhibitor",
        "targets": ["BRAF"], "route": "oral", "monitoring": "skin, fever",
        "warnings": "new cancers of the skin", "approved_biomarker": "BRAF V600E",
    }  # fmt: skip
    return Drug(**fields | changes)


def head(cards=(), *, n_variants=None, n_samples=1, **changes):
    fields = {
        "notice": "For research use: oncolit is no medical device.", "created": "2026-11-21",
        "disease": None,
        "file": InputFile(
            name="panel.maf", sha256="9f" * 32, bytes=48211, format="MAF", compression="gzip",
            encoding="UTF-8", build="GRCh37", notes=["One gene has an older symbol."],
        ),
        "counts": Counts(rows=10, assessed=5, not_assessed=3, rejected=2),
        "rules": ["FILTER must be PASS."], "advice": [],
        "versions": Versions(
            oncolit="0.1.0", model="models/here", model_made="2026-11-20", model_data="b5" * 32,
            model_trained_on_demo=False, model_variants=3321, knowledge="334 statements",
            literature="12 documents",
        ),
        "limits": ["The classifier knows cancer genes."],
        "n_variants": len(cards) if n_variants is None else n_variants,
        "n_actionable": sum(one.actionable for one in cards), "n_cards": len(cards),
        "n_samples": n_samples,
        "not_assessed": [
            Reason(
                reason="synonymous", rows=3,
                examples=[ExampleRow(line=8, value="TP53 p.R213=", gene="TP53", samples=["P-1"])],
            )
        ],
        "drugs": {},
    }  # fmt: skip
    return ReportHead(**fields | changes)


def versions(**changes):
    return head().versions.model_copy(update=changes)
