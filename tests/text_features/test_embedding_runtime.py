"""Nothing to run a model on, and a device that is not there: one line says what to do."""

import subprocess

import numpy as np
import pytest
from small_language_models import needs, needs_onnx, needs_torch, trained_model, write_model

from text_features import embedding_runtime
from text_features.embedding_folder import EmbeddingFolderError, read_model_folder
from text_features.embedding_model import EmbeddingModel
from text_features.embedding_runtime import EmbeddingRuntimeError, open_runtime
from text_features.embedding_windows import Tokenizer

onnx_is_here = needs_onnx
torch_is_here = needs_torch


def cuda_of_onnx() -> bool:
    try:
        import onnxruntime
    except ImportError:
        return False
    return "CUDAExecutionProvider" in onnxruntime.get_available_providers() and driver_answers()


def driver_answers() -> bool:
    try:
        return (
            subprocess.run(["nvidia-smi", "-L"], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def cuda_of_torch() -> bool:
    try:
        import torch
    except ImportError:
        return False
    return torch.cuda.is_available()


def without(monkeypatch, *packages: str) -> None:
    """Make packages look as if they were not installed."""
    real = embedding_runtime.find_spec
    monkeypatch.setattr(
        embedding_runtime, "find_spec", lambda name: None if name in packages else real(name)
    )


@needs("safetensors")
def test_with_neither_runtime_the_error_says_what_to_install(tmp_path, monkeypatch):
    without(monkeypatch, "onnxruntime", "torch")
    folder = read_model_folder(write_model(tmp_path))
    with pytest.raises(EmbeddingRuntimeError) as refused:
        open_runtime(folder, "auto", "cpu")
    assert str(refused.value) == (
        "neither ONNX Runtime nor PyTorch is installed, which models run on; expected pip "
        'install "oncolit[onnx]" or "oncolit[torch]"'
    )


@needs("safetensors")
@pytest.mark.parametrize(
    ("name", "package"), [("onnx", "tokenizers"), ("torch", "torch"), ("torch", "transformers")]
)
def test_a_runtime_that_is_asked_for_names_the_package_that_lacks(
    tmp_path, monkeypatch, name, package
):
    without(monkeypatch, package)
    with pytest.raises(EmbeddingRuntimeError) as refused:
        open_runtime(read_model_folder(write_model(tmp_path)), name, "cpu")
    assert package in str(refused.value)
    assert str(refused.value).endswith(f'expected pip install "oncolit[{name}]"')


@onnx_is_here
def test_auto_says_why_the_only_runtime_cannot(tmp_path, monkeypatch):
    without(monkeypatch, "torch")
    path = write_model(tmp_path)
    (path / "model.safetensors").rename(path / "pytorch_model.bin")
    with pytest.raises(EmbeddingFolderError, match="or --runtime torch"):
        open_runtime(read_model_folder(path), "auto", "cpu")


@onnx_is_here
@pytest.mark.skipif(cuda_of_onnx(), reason="ONNX Runtime has CUDA here")
def test_onnx_runtime_without_cuda_says_what_it_has_and_what_to_do(tmp_path, monkeypatch):
    without(monkeypatch, "torch")
    with pytest.raises(EmbeddingRuntimeError) as refused:
        open_runtime(read_model_folder(write_model(tmp_path)), "auto", "cuda")
    assert "CPUExecutionProvider and no CUDAExecutionProvider" in str(refused.value)
    assert "onnxruntime-gpu" in str(refused.value)
    assert str(refused.value).endswith("or --device cpu")


@torch_is_here
@pytest.mark.skipif(cuda_of_torch(), reason="PyTorch has CUDA here")
def test_torch_without_cuda_says_so(tmp_path):
    with pytest.raises(EmbeddingRuntimeError, match="sees no CUDA device"):
        open_runtime(read_model_folder(write_model(tmp_path)), "torch", "cuda")


@torch_is_here
@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
def test_torch_reads_both_kinds_of_weights(tmp_path, weights):
    import torch
    from safetensors.torch import load_file

    path = write_model(tmp_path)
    expected = embed(path, "torch", "cpu")
    if weights == "pytorch_model.bin":
        torch.save(load_file(path / "model.safetensors"), path / weights)
        (path / "model.safetensors").unlink()
    np.testing.assert_allclose(embed(path, "auto", "cpu"), expected, atol=1e-6)


@pytest.mark.parametrize(
    "runtime",
    [
        pytest.param(
            "onnx", marks=pytest.mark.skipif(not cuda_of_onnx(), reason="no CUDA for ONNX Runtime")
        ),
        pytest.param(
            "torch", marks=pytest.mark.skipif(not cuda_of_torch(), reason="no CUDA for PyTorch")
        ),
    ],
)
def test_a_gpu_answers_as_the_processor_does(runtime):
    on_gpu, on_processor = (embed(trained_model(), runtime, device) for device in ("cuda", "cpu"))
    np.testing.assert_allclose(on_gpu, on_processor, atol=1e-3)


def embed(path, runtime: str, device: str) -> np.ndarray:
    folder = read_model_folder(path)
    model = EmbeddingModel(folder, Tokenizer(folder), open_runtime(folder, runtime, device))
    return model.embed(["the kinase activates growth", "no effect on binding"]).vectors
