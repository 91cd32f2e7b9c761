"""Each format is told from its content and read as it is; what is broken is named."""

import gzip
import json

import pytest

from literature.document import (
    DeletedDocument,
    Document,
    DocumentKind,
    FaultAction,
    LiteratureFileError,
    RecordFault,
    Section,
)
from literature.formats import recognise
from literature.opening import LiteratureFile

DOCTYPE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD '
    'PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/x.dtd">\n'
)
ARTICLE = """<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2024</Year><Month>3</Month><Day>07</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate><MedlineDate>2011 Jan-Feb</MedlineDate></PubDate>
</JournalIssue><Title>Journal of Tests</Title></Journal>
<ArticleTitle>BRAF<sup>V600E</sup> in {pmid}.</ArticleTitle>
<Abstract><AbstractText Label="RESULTS">Cells &lt; 5 <i>grew</i>.</AbstractText>
<AbstractText>More.</AbstractText></Abstract>{types}</Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList>
</Reference></ReferenceList></PubmedData></PubmedArticle>"""
RETRACTED = (
    "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType>"
    "</PublicationTypeList>"
)
JATS = """<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><journal-meta>
<journal-title-group><journal-title>Open Tests</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmid">55</article-id>{pmc}
<title-group><article-title>On <italic>KIT</italic> D816V</article-title></title-group>
<pub-date pub-type="collection"><year>2013</year></pub-date><pub-date><year>2012</year></pub-date>
<abstract><p>Abstract here.</p></abstract></article-meta></front>
<body><sec><title>Results</title><p>D816V<xref ref-type="bibr" rid="b1">1</xref> activates.</p>
<p>See <xref ref-type="fig">Figure 1</xref>.</p><sec><title>Cells</title><p>Deeper.</p></sec>
<table-wrap><label>Table 1</label><caption><p>Variants.</p></caption>
<table><tr><td>N822K</td></tr></table></table-wrap></sec></body>
<back><ref-list><ref>V560G elsewhere</ref></ref-list></back></article>"""
BIOC_XML = """<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection>
<source>PubTator</source><date/><key/><document><id>99</id><passage><infon key="type">title</infon>
<infon key="year">2015</infon><infon key="journal">J</infon><offset>0</offset>
<text>EGFR L858R</text></passage><passage><infon key="type">abstract</infon><offset>11</offset>
<text>It responds.</text></passage><passage><infon key="type">ref</infon><text>Not this</text>
</passage></document><document><id></id></document></collection>"""
BIOC = {
    "source": "PubTator",
    "infons": {"note": "a { in a string"},
    "documents": [
        {
            "id": "99",
            "infons": {},
            "passages": [
                {"infons": {"type": "title", "year": "2015", "journal": "J"}, "text": "EGFR L858R"},
                {"infons": {"type": "abstract"}, "text": "It responds."},
                {"infons": {"section_type": "REF", "type": "ref"}, "text": "Not this"},
            ],
        }
    ],
}


@pytest.fixture
def read(tmp_path):
    def write_and_read(content, name="file", kind=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        file = LiteratureFile(path)
        form = recognise(file, kind)
        return form.name, list(form.read(file))

    return write_and_read


def pubmed(*records):
    return DOCTYPE + "<PubmedArticleSet>" + "\n".join(records) + "</PubmedArticleSet>"


def article(pmid, types=""):
    return ARTICLE.format(pmid=pmid, types=types)


def test_pubmed_xml_is_read_with_labels_and_identifiers(read):
    name, (document,) = read(pubmed(article("12")))
    assert name == "PubMed XML"
    assert (document.kind, document.key, document.pmid) == (DocumentKind.PUBMED, "12", "12")
    assert document.title == "BRAFV600E in 12."
    assert document.sections == (
        Section("RESULTS", "Cells < 5 grew."),
        Section("abstract", "More."),
    )
    assert (document.journal, document.year) == ("Journal of Tests", 2011)
    assert document.pmcid == "PMC77"
    assert document.revised == "2024-03-07"
    assert document.citation.url == "https://pubmed.ncbi.nlm.nih.gov/12/"


def test_pubmed_deletes_and_leaves_out_what_was_retracted(read):
    deletion = "<DeleteCitation><PMID>3</PMID><PMID>4</PMID></DeleteCitation>"
    _, records = read(pubmed(article("5", RETRACTED), deletion))
    assert records == [
        DeletedDocument(DocumentKind.PUBMED, "5"),
        RecordFault("record 1", "PMID 5", "was retracted", FaultAction.LEFT_OUT),
        DeletedDocument(DocumentKind.PUBMED, "3"),
        DeletedDocument(DocumentKind.PUBMED, "4"),
    ]


def test_a_broken_record_is_named_and_the_others_are_read(read):
    _, records = read(pubmed(article("x"), article("2"), "<PubmedArticle/>"))
    assert [record.key for record in records if isinstance(record, Document)] == ["2"]
    faults = [record for record in records if isinstance(record, RecordFault)]
    assert [(fault.place, fault.value) for fault in faults] == [
        ("record 1", "x"),
        ("record 3", "PubmedArticle"),
    ]
    assert faults[0].reason == "expected a PMID in digits"


def test_many_records_are_read_from_gzip(read):
    content = gzip.compress(pubmed(*(article(str(n)) for n in range(1, 200))).encode())
    name, records = read(content, "x.xml.gz")
    assert name == "PubMed XML"
    assert [record.key for record in records] == [str(n) for n in range(1, 200)]


def test_jats_is_read_by_section_without_references_and_cells(read):
    pmc = '<article-id pub-id-type="pmc">3</article-id>'
    name, (document,) = read(JATS.format(pmc=pmc))
    assert name == "PMC JATS XML"
    assert (document.key, document.pmid, document.pmcid) == ("PMC3", "55", "PMC3")
    assert (document.title, document.year) == ("On KIT D816V", 2012)
    assert document.journal == "Open Tests"
    assert document.sections == (
        Section("abstract", "Abstract here."),
        Section("Results", "D816V activates.\n\nSee Figure 1."),
        Section("Cells", "Deeper."),
        Section("table", "Table 1 Variants."),
    )


def test_a_set_of_articles_with_a_namespace_is_read(read):
    one = JATS.format(pmc="").replace("<article ", '<article xmlns="https://jats.nlm.nih.gov" ')
    name, records = read(f"<pmc-articleset>{one}{one.replace('>55<', '>56<')}</pmc-articleset>")
    assert name == "PMC JATS XML"
    assert [record.key for record in records] == ["55", "56"]
    assert all(record.sections[1].name == "Results" for record in records)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (BIOC_XML, "BioC XML"),
        (json.dumps(BIOC), "BioC JSON"),
        (json.dumps([BIOC]), "BioC JSON"),
        (json.dumps({"PubTator3": [{**BIOC["documents"][0], "pmid": 99}]}), "BioC JSON"),
        (json.dumps({**BIOC["documents"][0], "pmid": 99}) + "\n", "BioC JSON"),
    ],
)
def test_bioc_is_read_in_all_its_shapes(read, content, name):
    found, records = read(content)
    document = records[0]
    assert found == name
    assert (document.key, document.pmid, document.title) == ("99", "99", "EGFR L858R")
    assert document.sections == (Section("abstract", "It responds."),)
    assert (document.year, document.journal) == (2015, "J")


def test_bioc_without_an_id_is_a_fault(read):
    _, records = read(BIOC_XML)
    assert records[1] == RecordFault("record 2", "", "expected an id of the document")


def test_bioc_of_another_source_is_given_no_pmid(read):
    _, (document,) = read(json.dumps({**BIOC, "source": "Our corpus"}))
    assert (document.key, document.pmid, document.citation) == ("99", "", None)


@pytest.mark.parametrize("cut", [30, 200, -40, -3, -1])
def test_cut_off_json_is_an_error(read, cut):
    with pytest.raises(LiteratureFileError, match=r"cut off|expected"):
        read(json.dumps(BIOC)[:cut])


def test_a_table_with_pmids_is_read(read):
    name, records = read(
        "PMID\tYear\tTitle\tAbstract\n12\t2011\tA title\tAn abstract\n12x\t\t\t\n7\t\tB\n\n"
        '8\t\t"A ""quoted""\ntitle"\tText\n9\t\t\t\n'
    )
    assert name == "table with PMIDs"
    assert [record.key for record in records if isinstance(record, Document)] == ["12", "8"]
    assert records[0].year == 2011
    assert records[3].title == 'A "quoted"\ntitle'
    assert [(record.place, record.reason) for record in records if isinstance(record, RecordFault)]
    assert records[1] == RecordFault("line 3", "12x", "expected a PMID in digits")
    assert records[2].reason == "3 fields, expected 4"
    assert records[4].reason == "expected a title or a text, found neither"


def test_a_comma_separated_table_with_text_is_read(read):
    _, (document,) = read('pmid,text\n5,"KRAS G12D, then"\n', "t.csv")
    assert document.sections == (Section("text", "KRAS G12D, then"),)


def test_kaggle_text_is_one_document_for_each_text(read, tmp_path):
    (tmp_path / "training_variants").write_text(
        "ID,Gene,Variation,Class\n0,BRAF,V600E,7\n1,BRAF,V600K,7\n2,KIT,D816V,7\n"
    )
    name, records = read(
        "ID,Text\n0||Same text.\n1||Same text.\n2||Other text.\n3||null\nbroken\n",
        "training_text",
    )
    assert name == "Kaggle text"
    first, second, empty, broken = records
    assert (first.key, first.pmid, first.citation) == ("training_text row 0", "", None)
    assert first.about == (("BRAF", "V600E"), ("BRAF", "V600K"))
    assert (second.key, second.about) == ("training_text row 2", (("KIT", "D816V"),))
    assert (empty.value, empty.action) == ("3", FaultAction.LEFT_OUT)
    assert (broken.place, broken.value) == ("line 6", "broken\n")


def test_bytes_that_are_not_utf8_are_told(read):
    _, (fault, document) = read(b"ID,Text\n0||Gr\xfc\xdfe von KIT\n", "training_text")
    assert (fault.place, fault.action) == ("line 2", FaultAction.REPAIRED)
    assert document.sections[0].text == "Gr\ufffd\ufffde von KIT"


BOMB = """<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "haha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><PubmedArticleSet><PubmedArticle>&b;</PubmedArticle>
</PubmedArticleSet>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM
"file:///etc/hostname">]><PubmedArticleSet><PubmedArticle>&x;</PubmedArticle></PubmedArticleSet>"""


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_entities_are_refused(read, content):
    with pytest.raises(LiteratureFileError, match="declares entities of its own"):
        read(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "expected PubMed XML, .* the file begins '%PDF-1.7'"),
        (b"PK\x03\x04xx", "is a ZIP archive; unpack it first"),
        ("ID,Text\n".encode("utf-16"), "encoded as UTF-16; expected UTF-8"),
        (gzip.compress(b"ID,Text\n0||x" * 9, mtime=0)[:-9], "expected a whole gzip file"),
        (b"\x1f\x8bnot gzip", "expected a whole gzip file"),
        (b"pmid,year\n1,2000\n", "expected PubMed XML"),
    ],
)
def test_other_files_are_refused_with_the_reason(read, content, message):
    with pytest.raises(LiteratureFileError, match=message):
        read(content)


def test_a_file_must_be_of_the_kind_that_is_asked_for(read):
    with pytest.raises(LiteratureFileError, match="expected PMC JATS XML; the file begins"):
        read(pubmed(article("1")), kind=DocumentKind.PMC)


def test_civic_statements_carry_their_paper_and_profile(read):
    row = {
        "molecular_profile": "KIT D816V AND NOT KIT V560G", "disease": "Mastocytosis",
        "doid": "", "therapies": "", "evidence_type": "Functional",
        "evidence_direction": "Supports", "evidence_level": "D",
        "significance": "Gain of Function", "evidence_statement": "It activates the kinase.",
        "citation_id": "123", "source_type": "PubMed", "citation": "Doe et al., 1995",
        "evidence_status": "accepted", "evidence_id": "7", "last_review_date": "2023-01-09",
    }  # fmt: skip
    name, records = read("\t".join(row) + "\n" + "\t".join(row.values()) + "\n")
    (document,) = records
    assert name == "CIViC statements"
    assert (document.key, document.pmid, document.year) == ("EID7", "123", 1995)
    assert document.title == "KIT D816V AND NOT KIT V560G, Mastocytosis"
    assert document.about == (("KIT", "D816V"),)
    assert document.revised == "2023-01-09"


DEEP = '{{"documents": [{{"id": {}, "passages": [{{"text": {}}}]}}]}}'
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{}"
    "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (DEEP.format(1, "[" * 100_000 + "]" * 100_000), "nested too deeply"),
        (DEEP.format("9" * 5000, '"x"'), "thousands of digits"),
        (PUBMED.format("<i>" * 5000 + "x" + "</i>" * 5000), "more than 200 deep .* 0 records"),
        (f'<?xml version="1.0" encoding="odd"?>{PUBMED.format("x")}', "expected UTF-8; .*odd"),
    ],
)
def test_what_no_program_wrote_in_earnest_is_refused_in_words(read, content, message):
    with pytest.raises(LiteratureFileError, match=message):
        read(content)


def test_halves_of_characters_are_replaced(read):
    name, (document,) = read(DEEP.format(r'"k\ud800"', r'"BRAF"'))
    assert (name, document.key) == ("BioC JSON", "k?")
