"""How do a notice of a shutoff and its stub name the service, in the language of the letter?"""

from notices.paper.languages import Said

NATURAL_GAS = Said({"en": "natural gas", "es": "gas natural", "hmn": "roj gas", "so": "gaaska dabiiciga ah"})
WATER = Said({"en": "water", "es": "agua", "hmn": "dej", "so": "biyaha"})
TO_KEEP_SERVICE = Said(
    {"en": "To keep service", "es": "Para conservarlo", "hmn": "Kom tsis raug txiav", "so": "Si uu u sii jiro"}
)
