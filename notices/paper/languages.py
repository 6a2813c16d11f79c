"""How do the four languages of our letters say a date, the fixed words of the sheet, and a sentence made of facts?

No native speaker has read the Spanish, the Hmong (Romanized Popular Alphabet) or the Somali (docs/letters.md).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

ENGLISH = "en"
NAMES = {"en": "English", "es": "Spanish", "hmn": "Hmong", "so": "Somali"}

MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    # Months are counted: the first month, the second month; the tone of "hli" follows the number before it.
    "hmn": (
        "lub Ib Hlis", "lub Ob Hlis", "lub Peb Hlis", "lub Plaub Hlis", "lub Tsib Hlis", "lub Rau Hli",
        "lub Xya Hli", "lub Yim Hli", "lub Cuaj Hlis", "lub Kaum Hli", "lub Kaum Ib Hlis", "lub Kaum Ob Hlis",
    ),
    "so": (
        "Janaayo", "Febraayo", "Maarso", "Abriil", "Maajo", "Juun",
        "Luulyo", "Agoosto", "Sebtembar", "Oktoobar", "Nofembar", "Diseembar",
    ),
}  # fmt: skip
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    # Hmong papers in this country name the days of the week in English; the Hmong names are not agreed on.
    "hmn": tuple(
        f"hnub {day}" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    ),
    "so": ("Isniin", "Talaado", "Arbaco", "Khamiis", "Jimco", "Sabti", "Axad"),
}
DAY = {
    "en": "{month} {day}, {year}",
    "es": "{day} de {month} de {year}",
    "hmn": "{month} tim {day}, {year}",
    "so": "{month} {day}, {year}",
}
CREDIT = {
    "en": "{amount} credit",
    "es": "{amount} a su favor",
    "hmn": "{amount} uas koj them tshaj lawm",
    "so": "{amount} oo aad dheeraad u bixisay",
}


def known(language: str) -> str:
    """The language itself, or English where we have no words in it."""
    return language if language in NAMES else ENGLISH


def day(on: date, language: str = ENGLISH) -> str:
    language = known(language)
    return DAY[language].format(month=MONTHS[language][on.month - 1], day=on.day, year=on.year)


def full_day(on: date, language: str = ENGLISH) -> str:
    """`Tuesday, October 20, 2026`: the day of the week first in all four."""
    return f"{WEEKDAYS[known(language)][on.weekday()]}, {day(on, language)}"


def credit(amount: str, language: str = ENGLISH) -> str:
    return CREDIT[known(language)].format(amount=amount)


def month_said(on: date) -> "Said":
    """`September`, in each language, as a value of a sentence."""
    return Said({language: names[on.month - 1] for language, names in MONTHS.items()})


class Said(str):
    """A sentence made of facts, in every language of our letters; as a text it is the English one.

    An app that states it does not know yet who will read it: `words.plain_facts` takes the letter's language when the
    facts are frozen. Amounts (Decimal) and days among its values are said as letters say them.
    """

    __slots__ = ("texts", "values")

    texts: Mapping[str, str]
    values: Mapping[str, Any]

    def __new__(cls, texts: Mapping[str, str], /, **values: Any) -> "Said":
        self = super().__new__(cls, _put(texts[ENGLISH], values, ENGLISH))
        self.texts, self.values = texts, values
        return self

    def in_language(self, language: str) -> str:
        """The sentence in a language, or in English where it has none."""
        return _put(self.texts[language], self.values, language) if language in self.texts else str(self)


def _put(text: str, values: Mapping[str, Any], language: str) -> str:
    return text.format_map({name: _said(value, language) for name, value in values.items()})


def _said(value: Any, language: str) -> str:
    from notices.paper.words import dollars  # words say amounts and need our dates for it

    if isinstance(value, Said):
        return value.in_language(language)
    if isinstance(value, Decimal):
        return dollars(value, language)
    return day(value, language) if isinstance(value, date) else str(value)


SHEET: dict[str, dict[str, str]] = {
    "en": {
        "account": "Account",
        "service_at": "Service at",
        "tear_off": "Please tear off this part and send it with your payment",
        "past_due": "Past due",
        "pay_by": "Please pay by",
        "please_pay": "Please pay",
        "now": "now",
        "enclosed": "I enclose",
        "checks": "Make checks payable to {utility}. Write {account} on the check.",
        "letter": "Letter",
        "copy_for": "Copy for",
        "preview": "Preview",
        "page_of": " of ",
        "bar_code": "Bar code of account {account} and amount {amount}",
    },
    "es": {
        "account": "Cuenta",
        "service_at": "Servicio en",
        "tear_off": "Desprenda esta parte y envíela con su pago",
        "past_due": "Vencido",
        "pay_by": "Fecha límite",
        "please_pay": "Pague",
        "now": "ahora",
        "enclosed": "Incluyo",
        "checks": "Haga el cheque a nombre de {utility}. Escriba {account} en el cheque.",
        "letter": "Carta",
        "copy_for": "Copia para",
        "preview": "Vista previa",
        "page_of": " de ",
        "bar_code": "Código de barras de la cuenta {account} y la cantidad {amount}",
    },
    "hmn": {
        "account": "Tus lej account",
        "service_at": "Qhov chaw siv",
        "tear_off": "Thov dua daim no thiab xa nrog koj cov nyiaj them",
        "past_due": "Dhau hnub them",
        "pay_by": "Hnub kawg them",
        "please_pay": "Thov them",
        "now": "tam sim no",
        "enclosed": "Kuv xa nrog no",
        "checks": "Sau daim tshev rau {utility}. Sau {account} rau hauv daim tshev.",
        "letter": "Tsab ntawv",
        "copy_for": "Daim luam rau",
        "preview": "Saib ua ntej",
        "page_of": " / ",
        "bar_code": "Bar code ntawm tus account {account} thiab tus nqi {amount}",
    },
    "so": {
        "account": "Koontada",
        "service_at": "Adeegga ciwaanka",
        "tear_off": "Fadlan qaybtan jar oo la soo dir lacag bixintaada",
        "past_due": "Waqtigii ka dhaafay",
        "pay_by": "Bixi ugu dambayn",
        "please_pay": "Fadlan bixi",
        "now": "hadda",
        "enclosed": "Ku lifaaqan",
        "checks": "Jeegga ku qor magaca {utility}. Ku qor {account} jeegga.",
        "letter": "Warqad",
        "copy_for": "Nuqul loogu talagalay",
        "preview": "Muuqaal hore",
        "page_of": " / ",
        "bar_code": "Barkoodhka koontada {account} iyo lacagta {amount}",
    },
}


def sheet_words(language: str, **values: str) -> dict[str, str]:
    """The fixed words of a sheet in the letter's language: what stands around its text.

    `values` fill the sentences that need them: `utility` and `account` for the check, `amount` for the bar code.
    """
    given = {"utility": "", "account": "", "amount": "", **values}
    return {name: text.format_map(given) for name, text in SHEET[known(language)].items()}
