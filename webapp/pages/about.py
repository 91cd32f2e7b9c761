"""What oncolit does, its limits, and what becomes of what is sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from pipeline.lab_head import LIMITS
from webapp.access import page_caller
from webapp.caller import Caller, Scope
from webapp.page_templates import phrase, render_page, size_words
from webapp.services import OpenServices

FORMATS = (
    ("MAF (GDC, cBioPortal, Oncotator)", "Hugo_Symbol and Variant_Classification in the header"),
    ("VCF 4.x with VEP's CSQ, SnpEff's ANN or bcftools' BCSQ", "##fileformat=VCF"),
    (
        "CSV, TSV, semicolons, XLSX",
        "a gene column and one of protein change, variation, coding change, consequence",
    ),
    (
        "list of variants",
        "lines such as BRAF p.V600E, EML4-ALK Fusion, ERBB2 Amplification",
    ),
    (
        "copy numbers",
        "cBioPortal's matrix, GISTIC's thresholded one, or sample, gene and call in columns",
    ),
    ("structural variants", "cBioPortal's data_sv and the older data_fusions"),
    (
        "a patient's case",
        "YAML with id, or a phenopacket of GA4GH (JSON): variants with findings, tests and history",
    ),
)
"""Each format that is read, and how it is recognised."""

router = APIRouter()


@router.get("/about")
def show_about(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.CLASSIFY))],
) -> Response:
    """Say what oncolit does and does not."""
    settings, sources = services.settings, services.sources.current
    context = {
        "FORMATS": FORMATS,
        "LIMITS": LIMITS,
        "most_upload_words": size_words(settings.most_upload),
        "retention": phrase(settings.retention_days, "day"),
        "versions": sources.versions,
    }
    return render_page(request, "web_about.html.j2", caller, context)
