"""Phrases that say what a variant does to its protein, by the meaning a curator gives them.

Groups follow OncoKB's mutation effects (gain, loss, switch of function, neutral, inconclusive;
https://www.oncokb.org) and ClinVar's words for clinical significance, with drug response and
recurrence beside them.

Notation: a phrase is a regular expression over lower-case text in which a space is white space,
``-`` is a hyphen, a space or nothing, ``~`` is a verb's ending or none (``activat~`` reads
activate, activates, activated, activating and activation, but not activity) and ``{name}`` is
one of :data:`WORDS`.
"""

from enum import StrEnum


class CueGroup(StrEnum):
    """What a cue says of the protein; where several fit, the more specific one."""

    ACTIVATING = "activating"
    """More active than wild type: gain of function, constitutive signalling."""
    TRANSFORMING = "transforming"
    """Makes cells grow as tumour cells do: foci, soft agar, growth without cytokine, tumours."""
    LOSS = "loss"
    """A function is gone or broken: inactive, unstable, truncated, unable to act."""
    REDUCED = "reduced"
    """A function is weaker than wild type, but there."""
    DOMINANT_NEGATIVE = "dominant_negative"
    """The mutant protein hinders the wild-type one."""
    NEUTRAL = "neutral"
    """As wild type: no effect, benign, passenger, polymorphism."""
    UNKNOWN = "unknown"
    """The effect is not known, or results disagree."""
    SWITCH = "switch"
    """Another function than wild type's: neomorphic, new substrate or product."""
    RESISTANT = "resistant"
    """A drug no longer works."""
    SENSITIVE = "sensitive"
    """A drug works."""
    RECURRENT = "recurrent"
    """Seen in more tumours than chance explains: hotspot, recurrent mutation."""
    PATHOGENIC = "pathogenic"
    """Causes disease, by whatever mechanism: pathogenic, driver, deleterious."""


WORDS: dict[str, str] = {
    "gap": (
        r"(?:(?!(?:and|or|with|without|than|by|from|but|was|were|is|are|not|to|that|for|at|between|low"
        r"|transforming|oncogenic|inhibitory|clinical|no|few\S*"
        r"|anti\w+)\b)[\w/'%-]{1,40}\s{1,3}){0,3}"
    ),
    "adverb": (
        r"(?:(?:\w{1,20}ly|also|any|an|a|still|even|longer|been|yet|ever|well|so|far"
        r"|further|more|highly)\s{1,3}){0,3}"
    ),
    "be": r"(?:is|are|was|were|be|been|being|remain(?:s|ed|ing)?)",
    "wt": r"(?:(?:that|those) (?:of|in|seen with) )?(?:the )?(?:wild-type|wt|wildtype)",
    "not": r"(?:(?:do|did|does|has|had|have|could|can|was|were|is|are) ?n[o']t|cannot)",
    "unable": (
        r"(?:(?:could|can) ?not|cannot|fail(?:s|ed|ure|ing)? to|unable to|inability to"
        r"|incapable of|inability of|lost (?:the|its|their) (?:ability|capacity) to"
        r"|los[st] of (?:the )?(?:ability|capacity) to|no longer(?: able to)?)"
    ),
    "act": (
        r"(?:bind|binds|interact|interacts|phosphorylate|ubiquitinate|ubiquitylate|suppress|rescue"
        r"|repress|restore|complement|dimeri[sz]e|hydroly[sz]e|repair|catalyze|catalyse|degrade"
        r"|associate|form (?:a )?(?:complex|complexes|dimers|tetramers)|locali[sz]e"
        r"|dephosphorylate|transactivate|recruit|function|autophosphorylate)"
    ),
    "more": (
        r"(?:increas(?:e|es|ed|ing)|enhanc(?:e|es|ed|ing)|elevat(?:e|es|ed|ing)|higher|heightened"
        r"|augment(?:s|ed)?|stronger|greater|constitutive|constitutively|aberrant|excessive"
        r"|sustained|potentiat(?:e|es|ed|ing)|prolonged|exaggerated|hyperactive|up-regulat~"
        r"|high)"
    ),
    "less": (
        r"(?:reduc(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|diminish(?:es|ed|ing)?|lower(?:s|ed|ing)?"
        r"|attenuat(?:e|es|ed|ing)|weak(?:er|ens|ened|ening)?|partial|poor|compromis(?:e|es|ed|ing)"
        r"|low|lessened|residual|limited|suboptimal)"
    ),
    "signal": (
        r"(?:activity|activities|phosphorylation|auto-phosphorylation|signall?ing|activation"
        r"|transactivation|gtp[ -]loading|gtp[ -]bound|phospho-?\w{1,12}|p-?(?:akt|erk\d?|stat\d)"
        r"|trimethylation)"
    ),
    "function": (
        r"(?:activity|activities|functions?|functionality|bindings?|stability|affinity"
        r"|phosphorylation|auto-phosphorylation|signall?ing|ubiquitylation|ubiquitination"
        r"|interactions?|transactivation|hydrolysis|recruitment|dimeri[sz]ation|half-life"
        r"|oligomeri[sz]ation|locali[sz]ation|processing|efficiency|ability|capacity|potency"
        r"|cleavage|repair|activation|aggregation|adhesion|ability to \w{1,20})"
    ),
    "assay": (
        r"(?:kinase|catalytic|enzymatic|enzyme|phosphatase|ligase|gtpase|transcriptional"
        r"|dna-binding|ubiquitin ligase|e3 ligase|lipid phosphatase|transactivation|telomerase"
        r"|exonuclease|polymerase|functional|biological)"
    ),
    "protein": r"(?:proteins?|products?|polypeptides?|forms?|receptors?|kinases?)",
    "clinical": (
        r"(?!(?: [\w-]{1,30}){0,4} (?:survival|prognosis|outcomes?|pfs|os|respons\w+|age|risk))"
    ),
    "variant": r"(?:variants?|mutations?|alterations?|alleles?|mutants?|changes?|substitutions?)",
}  # fmt: skip
"""Named parts of phrases. The gap is up to three words that end no phrase."""

PHRASES: dict[CueGroup, tuple[str, ...]] = {
    CueGroup.ACTIVATING: (
        r"(?:strongly |constitutively |aberrantly |highly )?(?:hyper-|over-)?activat~",
        r"hyper-activ(?:e|ity)", r"(?:constitutively|highly|always) active",
        r"more (?:\w+ly )?active(?: than {wt})?", r"(?:the |an )?active (?:conformation|state)",
        r"gain(?:s|ed)?-of-function", r"gof", r"hypermorph(?:ic|s)?", r"{more} {gap}{signal}",
        r"constitutive(?:ly)? (?:tyrosine )?(?:auto-)?phosphorylat~",
        r"increases? (?:in|of) {gap}{signal}", r"up-regulat~ {gap}{signal}",
        r"{signal} (?:of [\w-]{1,30} )?{be} {adverb}(?:increased|enhanced|elevated|higher)",
        r"(?:hyper|auto)-phosphorylated", r"(?:hyper-|over-)phosphorylation",
        r"ligand-independen(?:t|ce|tly)",
        r"hyper-sensitiv(?:e|ity) to (?:gm-csf|cytokines?|growth factors?|il-3|ligand)",
    ),
    CueGroup.TRANSFORMING: (
        r"transform~ (?:activity|ability|capacity|potential|potency|properties)", r"transform~",
        r"(?:oncogenic|malignant|neoplastic|cellular|cell) transformation",
        r"oncogenic(?:ity)?(?: (?:potential|activity|properties))?", r"tumou?rigenic(?:ity)?",
        r"leuka?emogenic(?:ity)?", r"foc(?:us|i)[ -](?:formation|forming)",
        r"(?:form|forms|formed|forming) (?:\w+ )?(?:foci|colonies)",
        r"(?:induc~ )?colony[ -]form(?:ation|ing)(?: in soft agar)?", r"growth in soft agar",
        r"anchorage-independen(?:t|ce)(?: (?:cell )?growth)?",
        r"(?:il-3|interleukin-3|cytokine|growth factors?|factor|gm-csf|epo)-independen(?:t|ce|tly)"
        r"(?: (?:cell )?(?:growth|proliferation|survival))?",
        r"independen(?:t|ce|tly) of (?:il-3|interleukin-3|cytokines?|growth factors?)",
        r"(?:support~|confer(?:s|red)?) (?:\w+[ -]){0,2}(?:il-3|cytokine|factor)-independen\w+"
        r"(?: (?:growth|proliferation))?", r"in the absence of (?:il-3|cytokines?|growth factors?)",
        r"{more} {gap}(?:proliferation|(?:cell|tumou?r|colony|clonogenic) (?:growth|formation))",
        r"(?:promot~|induc~|driv(?:e|es|ing)|accelerat~|form~|caus~) {gap}"
        r"(?:tumou?rs|tumou?r (?:growth|formation|development)|tumou?rigenesis|leuka?emia"
        r"|oncogenesis|proliferation|colonies)",
        r"(?:growth|proliferative|proliferation|survival|competitive) advantage",
        r"tumou?r formation",
    ),
    CueGroup.LOSS: (
        r"loss-of-(?:\w+ )?function(?:al)?", r"lof", r"inactivat~",
        r"loss of {gap}(?:function|functions|activity|binding|stability|interactions?|ability)",
        r"los(?:e|es|t|ing) {gap}{function}", r"functional loss", r"compromis~",
        r"prevent~ {gap}{function}", r"retain~ in the cytoplasm",
        r"excluded from the nucle(?:us|i)", r"los(?:t|es?|s of) {gap}tumou?r[ -]suppress\w*",
        r"abolish~", r"abrogat~", r"ablat~ {gap}{function}", r"eliminat~ {gap}{function}",
        r"impair~", r"disrupt~", r"destroy~ {gap}{function}", r"cripple[sd]?", r"defective",
        r"deficient in {gap}{function}",
        r"(?:catalytically|enzymatically|functionally|biologically|transcriptionally)"
        r"[ -](?:inactive|dead|null|impaired|deficient)",
        r"(?:kinase|phosphatase|ligase)[ -](?:dead|inactive|deficient|defective)", r"inactive",
        r"non-functional", r"(?:a |functional |functionally )null(?: allele| mutation)?",
        r"null (?:allele|mutation|mutant)s?", r"{unable} {adverb}{act}",
        r"(?:did|does|do) ?n[o']t {adverb}(?:bind|interact|phosphorylate"
        r"|suppress|rescue|repress|restore|complement|dephosphorylate|transactivate)",
        r"lack(?:s|ed|ing| of)? {gap}{function}",
        r"(?:no|without|absent|little) (?:detectable |measurable |residual |apparent |or no )?"
        r"{assay} (?:activity|function)", r"(?:activity|function|binding) {be} (?:lost|absent)",
        r"destabili[sz]~", r"unstable", r"less (?:thermo)?stable", r"devoid of",
        r"(?:growth )?defects? in", r"growth defects?",
        r"perturb~ (?:of )?{gap}(?:structure|fold|folding|function|binding)", r"misfold~",
        r"rapidly degraded", r"increased (?:proteasomal |protein )?(?:degradation|turnover)",
        r"truncat~ {gap}{protein}", r"truncating", r"premature (?:stop|termination)(?: codon)?",
        r"nonsense-mediated(?: mrna)? decay", r"haplo-insufficien(?:t|cy)", r"mislocali[sz]~",
        r"deleterious effects? on",
    ),
    CueGroup.REDUCED: (
        r"{less} {gap}{function}", r"lower {gap}than {wt}",
        r"partial(?:ly)? (?:reduc~|impair~|inactiv(?:e|at~)|defective"
        r"|active|functional|loss of (?:function|activity))", r"hypomorph(?:ic|s)?",
        r"(?:reductions?|decreases?) (?:in|of) {gap}{function}",
        r"{function} (?:of [\w-]{1,30} )?{be} {adverb}(?:reduced|decreased|diminished|lower"
        r"|weaker|attenuated)",
        r"retain~ (?:only |about |some |partial ){1,2}{gap}(?:activity|function|binding)",
        r"retain~ (?:only )?\d{1,2} ?% of {gap}(?:activity|function|binding)",
        r"reduced(?=[.,;:)]|$| (?:by|in|for|compared|relative|when|and|or) )", r"attenuat~",
        r"weakly (?:bind|binds|bound|active|activ~)", r"(?:lower|less) (?:\w+ )?than {wt}",
        r"{less} (?:levels? of )?(?:transforming|oncogenic)(?: (?:activity|capacity|potential"
        r"|ability))?", r"less active", r"slow~ {gap}{function}",
        r"(?:half|\d{1,2} ?%) (?:of )?(?:the )?(?:normal|{wt}) {gap}{function}",
        r"down-regulat~ {gap}{signal}", r"intermediate (?:activity|function)",
    ),
    CueGroup.DOMINANT_NEGATIVE: (
        r"(?:transdominant|dominant|dominantly)[ -](?:negative(?:ly)?|inhibitory|interfering)"
        r"(?: (?:activity|effects?|manner|fashion|function|properties))?", r"antimorph(?:ic)?",
        r"transdominan(?:t|ce)",
        r"(?:inhibit~|interfer~ with|suppress~) (?:(?:the )?(?:function|activity) of )?{wt}",
    ),
    CueGroup.NEUTRAL: (
        r"(?:no|without|lack(?:s|ed|ing)? an?y?|little|little or no) {gap}"
        r"(?:effects?|impact|influence|consequences?) (?:on|upon){clinical}",
        r"{not} {adverb}(?:affect|alter|influence|change|impact|perturb|modify)(?:ed|s)?{clinical}",
        r"no {gap}(?:differences?|changes?|alterations?) (?:in|of|between|from|to|compared)"
        r"(?:{clinical}(?: [\w/'-]{1,30})){0,7}"
        r" (?:wild-type|wt|wildtype|activity|function|stability|binding|phosphorylation)",
        r"neither (?:\w+ ){1,5}(?:altered|affected|influenced)", r"neutral",
        r"functionally (?:silent|normal|neutral|intact)", r"benign", r"polymorphisms?",
        r"passengers?(?: {variant})?", r"tolerated", r"silent (?:mutation|variant|polymorphism)s?",
        r"(?:similar(?:ly)?|comparable|equivalent|identical|equal) {gap}(?:to|with|as) {wt}",
        r"(?:same|indistinguishable|not (?:\w+ )?different) (?:\w+ )?(?:as|from) {wt}",
        r"retain~ {gap}{wt} {gap}{function}", r"(?:retain~|preserv~|maintain~) {gap}{function}",
        r"behave[sd]? (?:\w+ )?(?:like|as|similarly to) {wt}", r"wild-type-like",
        r"(?:as|like) {wt}(?: levels?)?", r"(?:at|to) {wt} levels?",
        r"(?:{function} (?:of [\w-]{1,30} )?)?{be} (?:\w+ )?(?:unaltered|unchanged|normal in)",
        r"{function} (?:of [\w-]{1,30} )?{be} (?:\w+ )?unaffected", r"fully active",
        r"normal {gap}{function}", r"{assay} (?:activity|function) {be} (?:normal|intact)",
        r"fully functional",
    ),
    CueGroup.UNKNOWN: (
        r"(?:unknown|uncertain|undetermined|unclear|unclassified) (?:\w+ )?(?:significance|function"
        r"|effects?|relevance|consequences?)", r"vus", r"unclassified variants?",
        r"variants? of (?:unknown|uncertain) significance", r"uncharacteri[sz]ed", r"inconclusive",
        r"(?:functional |biological |clinical |oncogenic )?(?:consequences?|significance|effects?"
        r"|relevance|impact|roles?) (?:of [\w-]{1,30} (?:[\w-]{1,30} )?)?"
        r"{be} (?:\w+ )?(?:unknown|unclear|uncertain|undetermined|not known)",
        r"not (?:\w+ )?been (?:\w+ )?(?:studied|characteri[sz]ed|determined|tested|investigated"
        r"|examined|evaluated|established|elucidated)",
        r"remain(?:s|ed)? to be (?:\w+ )?(?:determined|elucidated|established|seen|investigated"
        r"|tested|clarified|shown)", r"remain(?:s|ed)? (?:\w+ )?(?:unclear|unknown|uncertain"
        r"|undefined|elusive|controversial|unresolved)(?: whether| if)?",
        r"{be} (?:\w+ )?(?:unclear|unknown)(?: whether| if)?", r"not (?:yet |well )?known(?! to)",
        r"little is known", r"(?:poorly|not well|incompletely) characteri[sz]ed",
        r"(?:conflicting|discordant|contradictory) (?:results|reports|interpretations?|evidence)",
    ),
    CueGroup.SWITCH: (
        r"neo-morph(?:ic|s)?(?: (?:activity|function|enzyme))?", r"switch-of-(?:\w+ )?function",
        r"(?:d-|r-|\(r\)-)?2-hydroxyglutarate", r"(?:d-|r-)?2-hg", r"oncometabolite",
        r"(?:altered|changed|changes|alters|relaxed|different|new|novel|broadened|expanded) "
        r"(?:in )?(?:its )?(?:substrate|binding|dna-binding|target|product|splice|splice site)[ -]"
        r"(?:specificity|preference|selectivity|spectrum)",
        r"(?:new|novel|neo) (?:enzymatic |catalytic |biochemical )(?:activity|function)",
        r"(?:gains?|gained|acquir~) (?:a |an )?(?:new|novel) {gap}(?:activity|function)",
        r"(?:new|novel) (?:gain-of-)?function",
        r"switch(?:es|ed)? (?:in |of )?(?:substrate|function)",
    ),
    CueGroup.RESISTANT: (
        r"resistan(?:t|ce)", r"refractory to", r"increase[sd]? (?:in |of )?(?:the )?ic-50",
        r"insensitiv(?:e|ity)", r"unresponsive(?:ness)?", r"abolish~ (?:drug|inhibitor) binding",
        r"(?:less|not as|poorly) (?:\w+ )?(?:sensitive" r"|responsive)",
        r"(?:reduced|decreased|diminished|lower) (?:\w+ )?(?:sensitivity"
        r"|susceptibility|responsiveness)", r"non-respon(?:der|sive|se)s?",
        r"(?:no|lack of|without) (?:\w+ )?response to",
        r"(?:did|does|do) not (?:\w+ )?respond(?: to)?",
    ),
    CueGroup.SENSITIVE: (
        r"sensitiv(?:e|ity)", r"hyper-sensitiv(?:e|ity)", r"sensiti[sz]~",
        r"susceptib(?:le|ility) to", r"respond(?:s|ed|ing)? to", r"benefit(?:s|ed|ing)? from",
        r"responsive(?:ness)? to",
        r"(?:objective|complete|partial|durable|major|clinical|dramatic|good) (?:\w+ )?responses?",
        r"addict(?:ed|ion)",
    ),
    CueGroup.RECURRENT: (
        r"(?:mutational |mutation )?hot-spots?(?: {variant})?",
        r"recurren(?:t|tly) (?:\w+ ){0,2}(?:{variant}|mutated|altered|found|observed)",
        r"{variant} {be} (?:\w+ )?recurrent", r"(?:most )?(?:frequently|commonly) mutated",
        r"recurrently", r"highly recurrent",
    ),
    CueGroup.PATHOGENIC: (
        r"pathogenic(?:ity)?", r"deleterious", r"damaging", r"disease-causing", r"causative",
        r"drivers?(?: {variant}| events?| genes?| oncogenes?)?",
    ),
}  # fmt: skip
"""Phrases by group. The longest that begins at a word counts, the first listed among equals."""

IGNORED: tuple[str, ...] = (
    r"fluorescence-activated", r"(?:mitogen|stress)-activated",
    r"activated (?:charcoal|sulfolink|carbon|water)",
    r"activat~ (?:loop|segment|domain|free|energy|enthalpy|entropy|cycle|induced|t-cells?|b-cells?"
    r"|by|transcription factor|function)", r"activated {gap}(?:t-cells?|receptors?|rtks?|caspase)",
    r"(?:t-cell|b-cell|lymphocyte|immune|platelet|macrophage) activat~"
    r"|activat~ (?:of )?(?:apoptosis|autophagy|caspases?)", r"transforming growth factor\S*",
    r"log\d*[ -]transform~", r"fourier transform~",
    r"transformed {gap}(?:bacteria|yeast|coli|competent|lymphocytes?)", r"we transformed",
    r"transform~ (?:in)?to (?:\w+ )?(?:aml|leuka?emia|small|mds|myelofibrosis|bacteria|yeast)",
    r"(?:lymphoblastoid|small[ -]cell|richter\S*) transformation", r"high (?:\w+ )?performance",
    r"(?:bacteria|coli|yeast(?: strains?| cells?)?|cells) (?:were|was) transformed with",
    r"(?:leuka?emic|blast|histologic(?:al)?|data) transformation", r"loss of heterozygosity",
    r"weight loss", r"loss to follow-up",
    r"impair~ (?:renal|hepatic|kidney|liver|glucose|cognitive|hearing|cardiac)(?: function)?",
    r"(?:neomycin|antibiotic|ampicillin|puromycin|g-418|hygromycin|geneticin|blasticidin|kanamycin"
    r"|zeocin|castration|castrate|insulin|apoptosis|multi-drug)[ -](?:resistan(?:t|ce))",
    r"sensitivity (?:and|or) (?:\w+ )?specificity", r"specificity and sensitivity",
    r"(?:has|had|with) (?:a |an )?(?:\w+ )?sensitivity of", r"sensitivity analys[ei]s",
    r"(?:analytical|detection|assay) sensitivity",
    r"sensitive (?:detection|method|assay|technique)s?",
    r"sensitivity of (?:the |this |our )?(?:assay|method|detection|test|technique)",
    r"(?:temperature|time|context)-sensitive", r"(?:snp|single-nucleotide polymorphisms?) arrays?",
    r"restriction fragment length polymorphisms?", r"inactive (?:conformation|state|form)s?",
    r"(?:well|maximum|maximally|poorly|best) tolerated(?: doses?)?", r"tolerated doses?",
    r"benign (?:tumou?rs?|lesions?|na?ev(?:us|i)|diseases?|disorders?|cysts?|tissues?|neoplasms?)",
    r"neutral (?:buffered|ph|lipids?|formalin|red)", r"dose {be} reduced", r"reduced doses?",
    r"copy[ -](?:number[ -])?neutral", r"(?:microsatellite|chromosomally)[ -]unstable",
    r"dna[ -]damaging", r"benign (?:and|or|versus) malignant",
    r"malignant (?:and|or|versus) benign", r"form~ (?:nuclear|rad51|repair) foci",
    r"(?:foc(?:us|i)|colony|transform|soft)[ -](?:\w+ )?(?:forming |formation )?assays? (?:was"
    r"|were)", r"{more} {gap}proteasom(?:e|al) activity", r"{more} proliferation inhibition",
    r"benign \w+ cysts?", r"inactive confirmation", r"heat-inactivated",
    r"(?:x|x-chromosome)[ -]inactivation", r"as {wt} controls?", r"defective (?:mismatch|mmr)",
    r"high signal",
)  # fmt: skip
"""What looks like a cue and is none; it hides the cues within it."""
