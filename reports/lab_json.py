"""``report.json``, written a variant at a time: it need not fit into memory."""

import json
from collections.abc import Iterable
from itertools import chain, repeat
from typing import TextIO

from pydantic import BaseModel

from reports.cell_lines_report import TumourCellLines
from reports.lab_report import RejectedRow, ReportHead, Sample, Variant


def write_report_json(
    stream: TextIO,
    head: ReportHead,
    variants: Iterable[Variant],
    samples: Iterable[Sample],
    rejected: Iterable[RejectedRow],
    tumours: Iterable[TumourCellLines] = (),
) -> None:
    """Write the report as one JSON object, a line a variant, sample, rejected row and tumour."""
    fields = head.model_dump(mode="json")
    stream.write("{\n")
    for name, value in fields.items():
        stream.write(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n")
    lists: dict[str, Iterable[BaseModel]] = {
        "variants": variants,
        "samples": samples,
        "rejected": rejected,
        "tumours": tumours,
    }
    for place, (name, items) in enumerate(lists.items()):
        stream.write(f"{json.dumps(name)}: [")
        for separator, item in zip(chain(["\n"], repeat(",\n")), items, strict=False):
            stream.write(separator + item.model_dump_json())
        stream.write("\n]" + (",\n" if place < len(lists) - 1 else "\n"))
    stream.write("}\n")
