"""Words of danger to people, in what customers write.

Few and plain: each wakes somebody at night. What has another everyday meaning beside a product
("fire" alone, "shock" alone) is named with its company. Pure: no database.
"""

import re

#: as people write it, by language; every language is looked for, since nobody says theirs first
WORDS = {
    "en": (
        "on fire",
        "(?:caught|catch|catches|catching) fire",
        "burst into flames",
        "in flames",
        "smok(?:e|es|ing) (?:is |was )?(?:com(?:es|ing)|came) (?:out|from)",
        "(?:started|starts|began|begins|is|was|are|were) (?:to smoke|smoking)",
        "(?:smell|smells|smelled|smelling) (?:of |like )?(?:burning|burnt|gas|smoke)",
        "burning smell",
        "(?:burnt|burned) (?:my|his|her|our|their) \\w+",
        "(?:electric|electrical) shock",
        "(?:got|get|gets|gave me|gives me) (?:a |an )?shock",
        "electrocut(?:ed|ion)",
        "explod(?:ed|es|ing)",
        "explosion",
        "gas leak",
        "carbon monoxide",
        "(?:swollen|bulging|leaking) battery",
        "battery (?:is |has )?(?:swollen|bulging|leaking)",
        "(?:was|is|am|are|were|got|been) (?:badly |seriously )?injured",
        "hurt (?:myself|himself|herself|somebody|someone)",
        "(?:kill|harm) (?:myself|himself|herself)",
        "suicid(?:e|al)",
        "call(?:ed|ing)? (?:an |the )?ambulance",
        "poison(?:ed|ing)",
    ),
    "de": (
        "(?:es|gerät|akku|batterie|kabel|stecker|gehäuse) (?:brennt|brannte|raucht|qualmt)",
        "in brand",
        "in flammen",
        "fängt feuer",
        "feuer gefangen",
        "(?:riecht|roch|stinkt) (?:es )?(?:nach |stark )?(?:verbrannt\\w*|verschmort\\w*|gas)",
        "stromschlag",
        "explodiert",
        "explosion",
        "(?:akku|batterie) (?:ist )?(?:aufgebläht|ausgelaufen)",
        "verletzt (?:worden|habe|hat)",
        "lebensgefahr",
        "notarzt",
        "vergiftet",
        "(?:mich|sich) umbringen",
        "suizid",
    ),
}
_DANGER = re.compile(
    rf"(?<!\w)(?:{'|'.join(word for words in WORDS.values() for word in words)})(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)  # logs speak of explosions too
MOST = 20_000  # characters looked at


def words_of_danger(text: str) -> str | None:
    """The first of them, as it was written; None if there is none."""
    plain = " ".join(_CODE.sub(" ", text[:MOST]).split())
    found = _DANGER.search(plain)
    return found[0] if found else None
