"""Words that deny a finding or doubt it, for :mod:`patients.finding_scope`.

After NegEx (Chapman et al., 2001) and ConText (Harkema et al., 2009), in the words of clinical
reports. Choices made:

- What is over was there: ``resolved``, ``no longer`` and ``no further seizures`` deny nothing.
- ``no improvement of`` and ``did not respond`` deny nothing either.
- ``unlikely`` denies and doubts.
- What is asked, feared or looked for is doubted: ``rule out``, ``concern about``.
- What may come is no finding: ``risk of``, ``if fever develops``, ``to prevent``.
- ``consistent with`` doubts nothing.
"""

from enum import StrEnum


class Trigger(StrEnum):
    """What a trigger does."""

    NOTHING = "nothing"
    """Looks like one that does something."""
    DENIES = "denies"
    """The findings after it, a whole list of them."""
    DENIED = "denied"
    """The findings before it, said by a verb: ``was not seen``."""
    NO = "no"
    """The finding right before it: ``fever: no``."""
    NON = "non"
    """The word right after it."""
    DOUBTS = "doubts"
    """The finding after it, and what ``or`` joins to it."""
    ASKS = "asks"
    """The findings after it, a whole list of them."""
    DOUBTED = "doubted"
    """The findings before it."""
    UNLIKELY = "unlikely"
    """Denies and doubts the finding after it."""
    FOUND_UNLIKELY = "found_unlikely"
    """Denies and doubts the findings before it."""
    AFFIRMED = "affirmed"
    """The finding before it is there, whatever the list denied."""
    IMAGINES = "imagines"
    """The findings after it, which are not there yet: ``return if fever develops``."""
    IMAGINED = "imagined"
    """The findings before it: ``rash is a frequent side effect``."""
    ENDS = "ends"
    """Ends what reaches so far."""
    ENDS_BRACKET = "ends_bracket"
    """Ends what began in a bracket."""
    ENDS_LIST = "ends_list"
    """Ends what reaches so far if a finding was reached already."""


_SEEN = (
    r"(?:observed|detected|detectable|found|seen|evident|apparent|noted|noticed|confirmed"
    r"|identified|present|reported|described|documented|elicited|appreciated|palpable|palpated"
    r"|heard|felt|visible|visuali[sz]ed|demonstrated|recorded|a problem|an issue|a feature)"
)
_BE = r"(?:is|are|was|were|be|been|being|remains?|remained)"

TRIGGERS: tuple[tuple[Trigger, str], ...] = (
    (
        Trigger.NOTHING,
        r"not (?:only|just|merely|necessarily|to mention|uncommon(?:ly)?|yet known|sure|certain"
        r"|known(?! to (?:have|be)\b)|due to|caused by|because of|related to|otherwise)"
        r"|no (?:doubt|longer|further|more"
        r"|(?:known |clear |obvious |identifiable )?(?:cause|explanation|treatment|trigger|reason"
        r"|precipitant|medication)s?(?: of| for)?)|without (?:a )?(?:doubt|improvement|relief"
        r"|response)|(?:no|little|without) (?:\w+ )?(?:change|improvement|increase|decrease"
        r"|worsening|progression|resolution|relief|recurrence|response)(?: in| of| from| to)?"
        r"|(?:not|n't) (?:\w+ )?(?:respond\w*|resolv\w+|improv\w+|controlled|relieved|tolerat\w+"
        r"|chang\w+|worsen\w*|subsid\w+|settl\w+|explain\w*|help\w*|stop\w*|prevent\w*)"
        r"|not (?:\w+ )?(?:well |fully |adequately )controlled|gram[- ]negative"
        r"|(?:not|never) (?:been )?(?:treated|investigated|evaluated|diagnosed until)"
        r"|may (?=\d)|no(?=\. ?\d)",
    ),
    (
        Trigger.DOUBTED,
        r"(?:can ?not|could not|can't|couldn't|not) (?:\w+ )?(?:be )?(?:\w+ly )?(?:excluded"
        rf"|ruled out|dismissed)|{_BE} (?:\w+ly )?(?:possible|likely|probable|suspected|considered"
        r"|questioned|questionable|queried|in question|under investigation|being investigated"
        r"|to be excluded|to be ruled out)(?! (?:of|for|that)\b)"
        r"|not (?:yet )?(?:excluded|ruled out)",
    ),
    (
        Trigger.FOUND_UNLIKELY,
        rf"(?:{_BE}|seems|seemed|appears|felt to be|thought to be) (?:\w+ )?(?:unlikely|improbable"
        r"|doubtful)(?! (?:to|that))",
    ),
    (
        Trigger.DENIED,
        rf"(?:{_BE}|has|have|had|could|can|did)(?: been)? ?(?:not|never|n't|neither) "
        rf"(?:\w+ly |ever )?(?:be |been )?(?:\w+ly )?{_SEEN}"
        rf"|(?:was|were|is|are)n't (?:\w+ly )?{_SEEN}"
        rf"|(?:{_BE}|has been|have been) (?:\w+ly |also |all |both )?(?:absent|excluded|ruled out"
        r"|denied|negative|lacking|missing)(?! for\b)|(?:has|have|had) (?:\w+ly )?been "
        r"(?:excluded|ruled out|denied)|(?:has|have|had) (?:not|never) (?:yet |ever |\w+ly )?"
        r"(?:occurred|developed|appeared|happened)"
        r"|(?:did not|didn't|never|does not|do not) (?:occur|occurred|develop|appear)\w*"
        r"|(?:was|were|is|are|did|has|have|had|does|do) not(?=\s*(?:[.,;)]|$))",
    ),
    (
        Trigger.NO,
        r"(?:absent|denied|negative|none|nil|not (?:present|observed|detected|seen|found|noted"
        r"|reported|identified)|excluded|ruled out)(?! (?:for|of)\b)"
        r"(?=\s*(?:[.,;)]|$|in |on |at |by |today|and |or |but ))",
    ),
    (
        Trigger.AFFIRMED,
        rf"{_BE} (?:also |still |now |\w+ly )?(?:present|noted|observed|found|seen|positive|evident"
        r"|reported|prominent|persistent)|persist(?:s|ed)?|developed later",
    ),
    (
        Trigger.UNLIKELY,
        r"unlikely(?: to (?:be|have|represent))?|doubtful|improbable",
    ),
    (
        Trigger.DENIES,
        r"no(?: \w+){0,2} (?:evidence|signs?|symptoms?|history|complaints?|indications?|suggestion"
        r"|suspicion|episodes?|findings?|features?|stigmata) (?:of|for|suggestive of|suggesting"
        r"|to suggest|such as|like|including)|nothing to suggest|no|not|without|w/o|den(?:y|ies|ied"
        r"|ying)|(?:test\w* |screen\w* |was |is |were )?negative (?:\w+ )?for|pertinent negatives?"
        r"(?: (?:include|are|were))?|absence of|absent|lack(?:s|ed|ing)?(?: of)?|never|neither|nor"
        r"|none(?: of)?|nobody|no one|free (?:of|from)|devoid of|rul(?:ed|es|ing) out"
        r"|exclud(?:ed|es|ing)|exclusion of|fail(?:s|ed|ing|ure)? to (?:show|reveal|demonstrate"
        r"|detect|develop|disclose)|\w{2,6}n't|nil|rather than|instead of|unremarkable for",
    ),
    (
        Trigger.IMAGINED,
        rf"(?:{_BE}|as) (?:\w+ ){{0,3}}(?:side effects?|adverse (?:effects?|reactions?|events?)"
        r"|possible complications?)(?: of)?|(?:can|may|might|could) (?:occur"
        r"|develop|arise|follow|happen)",
    ),
    (
        Trigger.IMAGINES,
        r"if|in case of|(?:at |increased |high |higher |low )*risk (?:of|for|factors? for)|at risk"
        r"|to (?:prevent|avoid)|prevent(?:ion|ing)?(?: of)?|prophyla\w+ (?:for|of|against)"
        r"|should (?:she|he|they|it|there|any)|(?:can|could|may|might|would) (?:also )?(?:cause"
        r"|lead to|result in|induce|develop)|(?:counsel|warn|inform|advis|educat)\w* (?:\w+ ){0,2}"
        r"(?:about|on|of|regarding|that)|watch(?:ing)? (?:out )?for|look out for"
        r"|return (?:for|with)|vaccin\w+ (?:against|for)|predispos\w+ to|susceptib\w+ to"
        r"|side effects? (?:such as|like"
        r"|includ\w+)",
    ),
    (
        Trigger.ASKS,
        r"whether|rule out|r/o|to exclude|to confirm or exclude|differential"
        r"(?: diagnos[ie]s)?(?: includ\w+| of)?|(?:to |we )?(?:evaluat|investigat|screen|test"
        r"|monitor|look|assess|check)(?:e|ed|ing|ion)? for|work-?up (?:for|of)"
        r"|concern(?:s|ed|ing)? (?:for|of|about|regarding|over)|worr(?:y|ied|isome|ies)"
        r" (?:for|about)"
        r"|fear(?:s|ed|ing)?(?: of)?"
        r"|possibility of|likelihood of|chance of|unclear (?:if|whether)"
        r"|suspicion (?:of|for)|suspicious (?:of|for)|suggestive of|raising the question of"
        r"|may|might|could(?! not|n't)|question(?:able)? of|query",
    ),
    (
        Trigger.DOUBTS,
        r"possibl[ey]|probabl[ey]|(?:most )?likely|suspect(?:s|ed|ing)?|suggest(?:s|ed|ing)?"
        r"|questionable|queried|perhaps|presum(?:ed|ably|ptive)|(?:thought|believed|felt|said) to"
        r" (?:be|have)|(?:appear|seem)(?:s|ed)? to (?:be|have)|equivocal(?: for)?|maybe|potential"
        r"|potentially|apparently|putative|provisional(?: diagnosis(?: of)?)?",
    ),
    (
        Trigger.ENDS,
        r"but|however|although|though|yet|whereas|while|except(?:ing)?(?: for| that)?|apart from"
        r"|aside from|other than|besides|despite|because|due to|secondary to|owing to|caused by"
        r"|when|who|which|since|until|then|instead|with the exception of|save for|admit(?:s|ted)?"
        r"|endors(?:es|ed|ing)|positive for|otherwise|only|follow(?:ed|ing) (?:by)?|after|on a "
        r"background of|prompting|resulting in|led to|leading to|attributed to"
        r"|(?<=, )(?:and |now |then )?(?:with|has|had|he|she|they|it|there|his|her|now|today|"
        r"the patient|we|i|on|is|was)",
    ),
    (
        Trigger.ENDS_LIST,
        r"with|has|had|have|is|are|was|were|reports?|reported|reporting|complain(?:s|ed|ing|ts)?"
        r"|present(?:s|ed|ing)|develop(?:s|ed|ing)|show(?:s|ed|ing)|reveal(?:s|ed|ing)"
        r"|experienc(?:es|ed|ing)|suffer(?:s|ed|ing)?|underwent|received|started|there|he|she"
        r"|they|it|does|did|notes|noted|just|plus|having",
    ),
)  # fmt: skip
"""What a trigger does and its words, the first listed among those that begin together.

Regular expressions over text in small letters with plain hyphens and apostrophes.
"""
