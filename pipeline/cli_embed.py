"""``oncolit embed``: document and mention embeddings made on this machine."""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from pipeline.cli_options import DataDir, Params

embed_app = typer.Typer(rich_markup_mode=None)


@embed_app.command()
def embed(
    data_dir: DataDir,
    model_folder: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="A model as sentence-transformers or transformers write it."
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE.parquet", help="File to write.")],
    device: Annotated[Literal["cpu", "cuda"], typer.Option(help="Where the model runs.")] = "cpu",
    runtime: Annotated[
        Literal["auto", "onnx", "torch"],
        typer.Option(help="ONNX Runtime or PyTorch; auto takes the first that can."),
    ] = "auto",
    pooling: Annotated[
        Literal["auto", "mean", "cls"],
        typer.Option(help="Vectors of tokens to one; auto takes the model's own, else mean."),
    ] = "auto",
    batch: Annotated[int, typer.Option(min=1, help="Windows at a time.")] = 32,
    max_tokens: Annotated[
        Optional[int], typer.Option(help="Tokens of a window.", show_default="the model's")
    ] = None,
    params: Params = None,
) -> None:
    """Make embeddings of texts and of the passages around variants, with a model in a folder.

    The file is read by crossvalidate, train and the pipeline as training_embeddings.parquet in
    DATA_DIR, and by predict --embeddings. Nothing is downloaded; ONNX Runtime comes with pip
    install "oncolit[onnx]", PyTorch with "oncolit[torch]".

    \b
    oncolit embed data/raw/msk --model-folder ~/models/pubmedbert \\
        --out data/raw/msk/training_embeddings.parquet
    """
    from pipeline.embed import EmbeddingChoices, embed_folder

    choices = EmbeddingChoices(device, runtime, pooling, batch, max_tokens)
    print(embed_folder(data_dir, model_folder, out, choices, params))
