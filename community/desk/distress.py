"""Words of distress in what customers write: they stand higher within their band.

Not "urgent", which everybody says. Pure: no database.
"""

import re

#: as people write it, by language
WORDS = {
    "en": (
        "desperate(?:ly)?",
        "in despair",
        "in tears",
        "(?:was|is|am|are|been) crying",
        "(?:at|end of) my (?:wits'?|wit's) end",
        "wits'? end",
        "panick?(?:ing|ed)",
        "(?:so|really|very|am) scared",
        "(?:lose|losing|lost) (?:my|our) (?:job|business|home|house|savings|customers)",
        "(?:can't|cannot|can not) pay (?:my|our|the) (?:rent|staff|people|wages|bills)",
        "(?:our|my) business (?:stands still|is down|has stopped)",
        "wheelchair",
        "(?:medical|life support) (?:device|equipment)",
        "in hospital",
        "funeral",
    ),
    "de": (
        "verzweifelt",
        "verzweiflung",
        "am ende (?:meiner|unserer) (?:kräfte|nerven)",
        "(?:mit den )?nerven am ende",
        "(?:habe|solche|große) angst",
        "(?:verliere|verlieren) (?:meinen|unsere|meine|unseren) (?:job|arbeit|kunden|wohnung)",
        "existenz(?:angst|bedrohend)",
        "rollstuhl",
        "im krankenhaus",
        "beerdigung",
    ),
}
_DISTRESS = re.compile(
    rf"(?<!\w)(?:{'|'.join(word for words in WORDS.values() for word in words)})(?!\w)",
    re.IGNORECASE,
)
_NOT_THEIRS = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|^>.*$", re.DOTALL | re.MULTILINE)
MOST = 20_000  # characters looked at


def words_of_distress(text: str) -> str | None:
    """The first of them, as it was written. Quotes and code are not the writer's own."""
    plain = " ".join(_NOT_THEIRS.sub(" ", text[:MOST]).replace("’", "'").split())
    found = _DISTRESS.search(plain)
    return found[0] if found else None
