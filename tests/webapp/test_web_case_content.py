"""Which files that are sent are taken as a patient's case."""

import gzip

import pytest

from webapp.case_content import case_content


@pytest.mark.parametrize(
    ("content", "is_case"),
    [
        (b"id: a\nsex: female\n", True),
        (b"# mine\n\nid : a\n", True),
        (b"\xef\xbb\xbfid: a\n", True),
        (b"name: Somebody\nid: a\nsex: female\n", True),
        (b"patient name: Somebody\nage: 61\n", True),
        (b' {"id": "a", "subject": {}}', True),
        (b"BRAF V600E\nEGFR L858R\n", False),
        (b"Hugo_Symbol\tHGVSp_Short\nBRAF\tp.V600E\n", False),
        (b"##fileformat=VCFv4.2\n", False),
        (b"gene,variation,note\nBRAF,V600E,id: a\n", False),
        (b"id,Gene,Variation\n1,BRAF,V600E\n", False),
    ],
)
def test_a_case_is_told_by_its_fields(content, is_case, tmp_path):
    plain, packed = tmp_path / "sent.txt", tmp_path / "sent.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    assert case_content(plain) == (content if is_case else None)
    assert case_content(packed) == (content if is_case else None)
