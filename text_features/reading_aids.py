"""Marks of the printed or shown page: references, call-outs of figures, furniture of web pages.

All patterns are over UTF-8 bytes with single spaces, in which a line feed ends every paragraph.
None looks further than its own bracket, so that hostile texts cost no more than others.
"""

import re

_NUMBERS = rb"\d{1,3}(?:[ ,;-]{1,7}\d{1,3})*+"
_LABEL = rb"S?\d{1,2}(?:\.\d)?[A-Za-z]{0,2}"
_SUPPLEMENT = (
    rb"(?:Supp(?:lementa(?:ry|l)|l)?\.?|supp(?:lementa(?:ry|l)|l)?\.?|Extended|Additional|Online"
    rb"|Appendix)"
)
_FIGURE = (
    rb"(?:Fig(?:ure)?s?\.?|FIG(?:URE)?S?\.?|fig(?:ure)?s?\.?|Tabs?\.|Tables?|TABLES?|tables?"
    rb"|Movies?|Videos?|Schemes?)"
)
_OTHER_WORDS = (
    rb"and|see|also|in|of|on|the|for|left|right|top|bottom|middle|upper|lower|first|second|third"
    rb"|panels?|lanes?|rows?|columns?|insets?|arrows?|arrowheads?|online|[Mm]aterials?|[Mm]ethods?"
    rb"|[Dd]ata|[Ii]nformation|[Ff]iles?|[Nn]otes?|legends?|text|not|shown|respectively|as"
)
_SIGNS = rb"[ .,;:&/-]{1,4}"
_CALL_OUT = (
    rb"\((?:[Ss]ee |also |as shown in )*+(?:" + _SUPPLEMENT + rb" (?:Data )?){0,2}+"
    + _FIGURE + rb"(?=[ (\d]) ?\(?"
    rb"(?>(?:" + _LABEL + rb"|[A-Za-z]|\([A-Za-z](?:[,-][A-Za-z])?\)|" + _OTHER_WORDS
    + rb")(?:" + _SIGNS + rb"|(?=[()]))"
    rb"|(?:" + _FIGURE + rb"|" + _SUPPLEMENT + rb")(?:" + _SIGNS + rb"|(?=[()\d])))++\)"
)  # fmt: skip
"""A bracket with nothing but labels of figures and tables, e.g. ``(Fig. 2A, left; Table S1)``."""

CALL_OUT_BEGINNINGS = tuple(b"Fi FI fi Ta TA ta Mo Vi Sc Su su Ex Ad On Ap Se se al as".split())
"""The first two letters of all call-outs."""

_SQUARE_REFERENCES = rb"\[ ?" + _NUMBERS + rb"[ -]{0,7}\]"
"""``[12]``, ``[1, 4-6]``; a year has too many digits."""

_ROUND_REFERENCES = (
    rb"\((?:(?<=[a-z]{3} \()(?<!del \()(?<!ins \()(?<!dup \()|(?<=[)\"'] \()"
    rb"|(?<=[a-z]{3}\()|(?<=[\"']\())"
    rb"(?:\d(?=\)[.,;:)])|\d{2,3}(?=\))|\d{1,3}(?:[,;-] ?\d{1,3})++)\)"
    rb"(?=[.,;:)\n]| [a-z]| \([FTSfts])"
)
"""``(12)`` after a word in small letters and before punctuation or one more such word."""

NEXT_COUNT = re.compile(rb"(?:,| and| or){1,2}(?: [A-Za-z-]{2,30}){1,3} \((\d{1,3})\)")
"""What follows a number that may be a count: ``(3), breast cancers (12)``."""

NUMBERED_THINGS = frozenset(
    b"acid acids age aged amino chromosome chromosomes codon codons cycle cycles day days domain"
    b" domains equation equations exon exons figure figures formula hours intron introns median"
    b" minutes months page pages position positions range ref reference references refs region"
    b" repeat repeats residue residues score scores stage table tables type version weeks year"
    b" years".split()
)
"""Words whose number in brackets is their own."""

NUMBERED_ENDS = frozenset(word[-3:] for word in NUMBERED_THINGS)
"""The last three letters of these."""

_NUMBERED_BEFORE = b"exon exons codon fig figs FIG Fig table Table TABLE page ref refs vol version"
_NOT_NUMBERED = b"".join(rb"(?<!\b" + word + rb"[.,])" for word in _NUMBERED_BEFORE.split())
_GLUED_REFERENCES = (
    rb"\.(?:(?<=[a-z]{3}.)|(?<=[A-Z]{3}.)|(?<=[)\]].))" + _NOT_NUMBERED
    + rb"\d{1,3}(?:[,-]\d{1,3})*+(?=\n| [A-Z(\"'])"
    rb"|,(?:(?<=[a-z]{3},)|(?<=[A-Z]{3},)|(?<=[A-Z]{2}[)],))" + _NOT_NUMBERED
    + rb"\d{1,2}(?:[,-]\d{1,2})*+(?= [a-z]{1,40}+(?!,\d))"
)  # fmt: skip
"""``.13`` at the end of a sentence or ``,13`` inside it: a superscript that was flattened."""

_BUTTON = (
    rb"Go to:|Open in (?:a separate window|figure viewer|new tab)"
    rb"|Download (?:figure|[Pp]ower[Pp]oint(?: slide)?|high-res image|full-size image)"
    rb"|View (?:inline|popup)(?:View popup)?"
)
"""What the buttons of a journal's web page say."""

BUTTON_BEGINNINGS = (b"Go ", b"Ope", b"Dow", b"Vie")
"""The first three letters of all buttons."""

_REPEATED_LABEL = (
    rb"\n(?P<shown>(?:Fig(?:ure|\.)|FIG(?:URE|\.)|Table|TABLE) ?S?\d{1,2})[.:]?(?: ?(?:"
    + _BUTTON
    + rb")){0,9}[ \n]?(?=(?P=shown)(?!\d))"
)
"""A label that a web page shows twice, above the figure and below."""

MARK = re.compile(
    rb"(?P<call_out>" + _CALL_OUT + rb")|(?P<round>" + _ROUND_REFERENCES
    + rb")|(?P<square>" + _SQUARE_REFERENCES + rb")|(?P<glued>" + _GLUED_REFERENCES
    + rb")|(?P<button>" + _BUTTON + rb")|(?P<label>" + _REPEATED_LABEL + rb")"
)  # fmt: skip
"""Anything that does not belong to the text, by the group that matches."""

CAPTION_LABEL = re.compile(
    rb"(?:Supp(?:lementary|lemental|l)?\.? )?(?:Fig(?:ure|\.)|FIG(?:URE|\.)|Table|TABLE|Scheme)"
    rb" ?S?\d{1,2}[A-Z]?(?:[.:|]| {1,9}(?=[A-Z(]))"
)
"""How a caption begins: ``Figure 2. Kinase activity of ...``."""
