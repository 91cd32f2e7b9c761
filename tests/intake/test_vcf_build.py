import pytest

from intake.vcf_build import contig_build, named_builds


@pytest.mark.parametrize(
    ("line", "build"),
    [
        (
            "##reference=ftp://ftp.ncbi.nih.gov/x/GRCh37/special_requests/GRCh37-lite.fa.gz",
            "GRCh37",
        ),
        ("##reference=file:///ref/Homo_sapiens_assembly/hg38.fa", "GRCh38"),
        ("##reference=file:///ref/hs37d5.fa", "GRCh37"),
        ("##reference=human_g1k_v37.fasta", "GRCh37"),
        ("##assembly=GRCh38", "GRCh38"),
        ("##contig=<ID=chr1,length=249250621>", "GRCh37"),
        ("##contig=<ID=1,length=248956422>", "GRCh38"),
        ("##contig=<length=248956422,ID=1>", "GRCh38"),
        ("##contig=<ID=7,length=159138663,assembly=b37>", "GRCh37"),
        ('##VEP="v101" cache="/opt/101_GRCh38" assembly="GRCh38.p13" dbSNP="153"', "GRCh38"),
        ('##SnpEffCmd="SnpEff  GRCh38.99 in.vcf "', "GRCh38"),
        ("##reference=hg18.fa", "NCBI36"),
    ],
)
def test_the_build_is_known_by_its_names_and_by_the_length_of_chromosome_1(line, build):
    assert named_builds(line) == (build,)


@pytest.mark.parametrize(
    "line",
    [
        "##fileformat=VCFv4.2",
        "##reference=file:///ref/genome.fa",
        "##contig=<ID=chr11,length=249250621>",
        "##liftOverChainFile=hg19Tohg38.over.chain.gz",
        "##reference=hg19Tohg38.fa",
        "##contig=<ID=1,length=12>",
    ],
)
def test_no_build_is_guessed(line):
    assert named_builds(line) == ()


def test_a_contig_has_a_build_only_where_the_line_gives_one():
    assert contig_build("##contig=<ID=2,assembly=hg19>") == ("2", "GRCh37")
    assert contig_build("##contig=<ID=2,length=7>") is None
