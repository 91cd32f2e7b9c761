"""The graph of a BERT, made of its weights, so that ONNX Runtime runs it without PyTorch.

Post-norm encoder with learnt absolute positions (Devlin et al. 2019), as PubMedBERT, BioBERT and
MiniLM are. Layers are those of the ONNX operator set 20, in single precision.
"""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from text_features.embedding_folder import EmbeddingFolderError, ModelFolder

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

_OPERATORS = 20
_FORMAT = 10  # of the ONNX file; what ONNX Runtime 1.18 and later read
_LARGEST = 2_000_000_000  # bytes; a serialised graph ends at 2^31
_LOWEST = -1e9
_GELU = {"gelu": "none", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}
_OLD_NAMES = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}


def bert_graph(folder: ModelFolder) -> bytes:
    """Return a serialised graph from token numbers and mask to ``last_hidden_state``.

    Raises
    ------
    EmbeddingFolderError
        The folder is of another kind of model, or weights are missing.
    """
    from onnx import TensorProto, helper

    _require_bert(folder)
    encoder = _Encoder(folder, _read_weights(folder))
    encoder.build()
    shape = ["windows", "length"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, [*shape, encoder.width]
    )
    graph = helper.make_graph(encoder.nodes, "bert", inputs, [output], encoder.initializers)
    del encoder  # each step copies the weights
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPERATORS)], ir_version=_FORMAT
    )
    del graph
    serialised: bytes = model.SerializeToString()
    return serialised


class _Encoder:
    """Collects nodes and initializers."""

    def __init__(self, folder: ModelFolder, weights: dict[str, np.ndarray]) -> None:
        self.nodes: list[NodeProto] = []
        self.initializers: list[TensorProto] = []
        self.width = folder.number("hidden_size")
        self._heads = folder.number("num_attention_heads")
        self._layers = folder.number("num_hidden_layers")
        self._config = folder.config
        self._folder = folder
        self._weights = weights

    def build(self) -> None:
        """Add the layers, from tokens to ``last_hidden_state``."""
        hidden = self._embed()
        self._add("Cast", "attention_mask", to="mask", attributes={"to": 1})
        self._add("Sub", self._constant("one", np.float32(1)), "mask", to="hidden_part")
        lowest = self._constant("lowest", np.float32(_LOWEST))
        self._add("Mul", "hidden_part", lowest, to="bias_2d")
        axes = self._constant("axes", np.array([1, 2]))
        self._add("Unsqueeze", "bias_2d", axes, to="bias")
        self._constant("heads", np.array([0, 0, self._heads, self._size()]))
        self._constant("merged", np.array([0, 0, self.width]))
        self._constant("scale", np.float32(1 / np.sqrt(self._size())))
        for number in range(self._layers):
            hidden = self._layer(f"encoder.layer.{number}", hidden)
        self._add("Identity", hidden, to="last_hidden_state")

    def _size(self) -> int:
        return self.width // self._heads

    def _embed(self) -> str:
        words = self._table("embeddings.word_embeddings.weight")
        self._add("Gather", words, "input_ids", to="words")
        self._add("Shape", "input_ids", to="length", attributes={"start": 1, "end": 2})
        self._constant("zero", np.array([0]))
        ends = ("zero", "length", self._constant("axis", np.array([0])))
        positions = self._table("embeddings.position_embeddings.weight")
        self._add("Slice", positions, *ends, to="positions")
        types = self._weight("embeddings.token_type_embeddings.weight")[0]
        self._add("Add", "words", self._constant("first_type", types), to="typed")
        self._add("Add", "typed", "positions", to="placed")
        return self._normalised("placed", "embeddings.LayerNorm")

    def _layer(self, at: str, hidden: str) -> str:
        order = {"query": [0, 2, 1, 3], "key": [0, 2, 3, 1], "value": [0, 2, 1, 3]}
        for part, axes in order.items():
            dense = self._dense(hidden, f"{at}.attention.self.{part}")
            split = self._add("Reshape", dense, "heads", to=f"{at}.{part}.split")
            self._add("Transpose", split, to=f"{at}.{part}", attributes={"perm": axes})
        scores = self._add("MatMul", f"{at}.query", f"{at}.key", to=f"{at}.products")
        scores = self._add("Mul", scores, "scale", to=f"{at}.scaled")
        scores = self._add("Add", scores, "bias", to=f"{at}.scores")
        share = self._add("Softmax", scores, to=f"{at}.share", attributes={"axis": -1})
        seen = self._add("MatMul", share, f"{at}.value", to=f"{at}.seen")
        seen = self._add("Transpose", seen, to=f"{at}.turned", attributes={"perm": [0, 2, 1, 3]})
        seen = self._add("Reshape", seen, "merged", to=f"{at}.merged")
        hidden = self._residual(seen, hidden, f"{at}.attention.output")
        wide = self._dense(hidden, f"{at}.intermediate.dense")
        how = {"approximate": _GELU[self._config["hidden_act"]]}
        wide = self._add("Gelu", wide, to=f"{at}.gelu", attributes=how)
        return self._residual(wide, hidden, f"{at}.output")

    def _residual(self, values: str, hidden: str, at: str) -> str:
        dense = self._dense(values, f"{at}.dense")
        added = self._add("Add", dense, hidden, to=f"{at}.added")
        return self._normalised(added, f"{at}.LayerNorm")

    def _dense(self, values: str, at: str) -> str:
        weight = self._constant(f"{at}.weight", self._weight(f"{at}.weight").T)
        product = self._add("MatMul", values, weight, to=f"{at}.product")
        return self._add("Add", product, self._table(f"{at}.bias"), to=f"{at}.result")

    def _normalised(self, values: str, at: str) -> str:
        weight, bias = self._table(f"{at}.weight"), self._table(f"{at}.bias")
        how = {"axis": -1, "epsilon": float(self._config.get("layer_norm_eps", 1e-12))}
        return self._add("LayerNormalization", values, weight, bias, to=at, attributes=how)

    def _add(
        self, operator: str, *inputs: str, to: str, attributes: Mapping[str, Any] | None = None
    ) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [to], **(attributes or {})))
        return to

    def _table(self, name: str) -> str:
        return self._constant(name, self._weight(name))

    def _constant(self, name: str, values: np.ndarray | np.generic) -> str:
        from onnx import numpy_helper

        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _weight(self, name: str) -> np.ndarray:
        try:
            return self._weights.pop(name).astype(np.float32)
        except KeyError:
            file = self._folder.weight_files[0]
            raise EmbeddingFolderError(f"{file}: no weights {name}; expected a BERT's") from None


def _require_bert(folder: ModelFolder) -> None:
    """Refuse what the graph does not describe, and say what would read it."""
    config = folder.config
    said = {
        "model_type": (config.get("model_type"), ("bert",)),
        "position_embedding_type": (
            config.get("position_embedding_type", "absolute"),
            ("absolute",),
        ),
        "hidden_act": (config.get("hidden_act"), tuple(_GELU)),
    }
    for key, (value, known) in said.items():
        if value not in known:
            raise EmbeddingFolderError(
                f"{folder.transformer / 'config.json'}: {key} {value!r}: no graph can be made of "
                f"such weights; expected {', '.join(known)}, an exported onnx/model.onnx, or "
                "--runtime torch"
            )
    epsilon = config.get("layer_norm_eps", 0)
    if not isinstance(epsilon, int | float):
        raise EmbeddingFolderError(
            f"{folder.transformer / 'config.json'}: layer_norm_eps {epsilon!r}; expected a number"
        )
    file = folder.weight_files[0]
    if file.stat().st_size > _LARGEST:
        raise EmbeddingFolderError(
            f"{file}: more than 2 GB, which no graph made here can hold; expected an exported "
            "onnx/model.onnx, or --runtime torch"
        )
    missing = [package for package in ("onnx", "safetensors") if find_spec(package) is None]
    if missing:
        raise EmbeddingFolderError(
            f"{folder.path}: a graph is made of its weights by {', '.join(missing)}, not "
            'installed; expected pip install "oncolit[onnx]"'
        )


def _read_weights(folder: ModelFolder) -> dict[str, np.ndarray]:
    """Return weights by their names in a bare BERT."""
    from safetensors.numpy import load_file

    file = folder.weight_files[0]
    try:
        weights = load_file(file)
    except Exception as error:  # safetensors raises its own, KeyError and TypeError
        detail = str(error).partition("\n")[0]
        raise EmbeddingFolderError(f"{file}: cannot be read as weights ({detail})") from error
    named = {}
    for name, values in weights.items():
        bare = name.removeprefix("bert.")
        for old, new in _OLD_NAMES.items():
            bare = bare.removesuffix(old) + new if bare.endswith(old) else bare
        named[bare] = values
    return named
