"""How does the letter about a budget say what was found, in the language of the letter?

What stands on paper is in the letter's language and not in that of the page it is issued from: no gettext here.
"""

from notices.paper.languages import Said

ASKED_AS = Said({"en": "Budget year", "es": "Año del plan", "hmn": "Lub xyoo npaj nqi", "so": "Sanadka qorshaha"})

ROLLED_IN = {
    "en": "Old balance when it began: {amount}",
    "es": "Saldo anterior cuando comenzó: {amount}",
    "hmn": "Nuj nqi qub thaum pib: {amount}",
    "so": "Haraagii hore markii ay bilaabatay: {amount}",
}
BILLED = {
    "en": "Billed for your use since the budget began: {amount}",
    "es": "Facturado por su consumo desde que comenzó el plan: {amount}",
    "hmn": "Tus nqi rau qhov koj siv txij thaum pib txoj kev npaj: {amount}",
    "so": "Lacagta laguugu dalacay isticmaalkaaga tan iyo markii qorshuhu bilaabmay: {amount}",
}
ASKED = {
    "en": "Asked of you in that time: {amount}",
    "es": "Lo que le pedimos pagar en ese tiempo: {amount}",
    "hmn": "Qhov peb hais kom koj them lub sijhawm ntawd: {amount}",
    "so": "Intii aan kaa codsanay muddadaas: {amount}",
}
EXPECTED_THIS_YEAR = {
    "en": "Bills we expect until the year ends: {amount}",
    "es": "Facturas que esperamos hasta que termine el año: {amount}",
    "hmn": "Cov nqi uas peb kwv yees txog thaum lub xyoo xaus: {amount}",
    "so": "Biilasha aan filayno ilaa sanadku dhammaado: {amount}",
}
EXPECTED = {
    "en": "Bills we expect in the next 12 months: {amount}",
    "es": "Facturas que esperamos en los próximos 12 meses: {amount}",
    "hmn": "Cov nqi uas peb kwv yees rau 12 lub hlis tom ntej: {amount}",
    "so": "Biilasha aan filayno 12-ka bilood ee soo socda: {amount}",
}
CHANGED = {
    "en": "So that it comes out even, we ask for {new} a month instead of {old} from {day} on.",
    "es": "Para que la cuenta quede pareja, a partir del {day} le pedimos {new} al mes en lugar de {old}.",
    "hmn": "Kom them thiab siv sib npaug, txij {day} mus peb thov kom koj them {new} ib hlis, tsis yog {old}.",
    "so": "Si xisaabtu isugu dheellitiranto, laga bilaabo {day} waxaan kaa codsanaynaa {new} bishii halkii {old}.",
}
NONE_LEFT = {
    "en": "No monthly amount is left to change before the year ends. It is settled then.",
    "es": "Antes de que termine el año ya no queda ninguna cantidad mensual por cambiar. Al final se hace el ajuste.",
    "hmn": "Ua ntej lub xyoo xaus tsis muaj nqi ib hlis twg uas hloov tau lawm. Peb mam suav kom tag thaum ntawd.",
    "so": "Ma jirto lacag bille ah oo la beddeli karo ka hor dhammaadka sanadka. Xisaabta waxaa la xirayaa markaas.",
}
STAYS_OWED = {
    "en": "The amount stays. With it about {left} would be left to pay at the end, and is settled then.",
    "es": "La cantidad no cambia. Con ella quedarían por pagar unos {left} al final, y entonces se ajusta.",
    "hmn": "Tus nqi tsis hloov. Thaum kawg yuav tshuav li {left} uas yuav tau them, thiab peb mam suav thaum ntawd.",
    "so": "Lacagtu isma beddeleyso. Dhammaadka waxaa hari doona qiyaastii {left}, markaas ayaana la xisaabin doonaa.",
}
STAYS_CREDIT = {
    "en": "The amount stays. With it you would pay about {left} too much, which is settled at the end.",
    "es": "La cantidad no cambia. Con ella pagaría unos {left} de más, y eso se ajusta al final.",
    "hmn": "Tus nqi tsis hloov. Koj yuav them tshaj li {left}, thiab peb mam suav thaum kawg.",
    "so": "Lacagtu isma beddeleyso. Waxaad bixin doontaa qiyaastii {left} oo dheeraad ah, dhammaadka ayaa la xisaabin.",
}
STAYS_EVEN = {
    "en": "The amount stays: with it the year ends even.",
    "es": "La cantidad no cambia: con ella el año termina parejo.",
    "hmn": "Tus nqi tsis hloov: nrog tus nqi no lub xyoo xaus sib npaug.",
    "so": "Lacagtu isma beddeleyso: sanadku wuxuu ku dhammaanayaa isku dheellitir.",
}
LEFT_TO_PAY = {
    "en": "You used more than the budget asked for: {new} is left to pay once, by {day}.",
    "es": "Usted consumió más de lo que el plan le pidió: queda por pagar una sola vez {new}, a más tardar el {day}.",
    "hmn": "Koj siv ntau dua qhov peb hais kom them: tshuav {new} them ib zaug, tsis pub dhau {day}.",
    "so": "Waxaad isticmaashay wax ka badan intii qorshuhu codsaday: hal mar bixi {new} oo hartay, ugu dambayn {day}.",
}
LEFT_GOES_ON = {
    "en": "You used more than the budget asked for: {left} goes into your next budget year.",
    "es": "Usted consumió más de lo que el plan le pidió: {left} pasan al siguiente año del plan.",
    "hmn": "Koj siv ntau dua qhov peb hais kom them: {left} mus rau lub xyoo tom ntej ntawm txoj kev npaj.",
    "so": "Waxaad isticmaashay wax ka badan intii qorshuhu codsaday: {left} waxay u gudbaysaa sanadka xiga.",
}
# The settlement itself wrote in English what becomes of a credit; the other languages say it anew.
CREDIT = {
    "en": "The budget asked for {left} more than you used. {sentence}",
    "es": "El plan le pidió {left} más de lo que usted consumió. {becomes}",
    "hmn": "Qhov peb hais kom them ntau dua qhov koj siv {left}. {becomes}",
    "so": "Qorshuhu wuxuu codsaday {left} ka badan intii aad isticmaashay. {becomes}",
}
SENT_BACK = {
    "en": "It is sent back.",
    "es": "Se lo devolvemos.",
    "hmn": "Peb xa rov qab rau koj.",
    "so": "Waa laguu soo celinayaa.",
}
KEPT = {
    "en": "It stays on your account as a credit.",
    "es": "Queda en su cuenta como saldo a su favor.",
    "hmn": "Cov nyiaj ntawd nyob hauv koj tus account rau koj siv.",
    "so": "Waxay ku sii jirtaa koontadaada iyadoo laguu hayo.",
}
TAKEN_ALONG = {
    "en": "It goes into your next budget year. {next}",
    "es": "Pasa al siguiente año del plan. {next}",
    "hmn": "Nws mus rau lub xyoo tom ntej ntawm txoj kev npaj. {next}",
    "so": "Waxay u gudbaysaa sanadka xiga ee qorshaha. {next}",
}
EVEN = {
    "en": "The budget asked for just what you used: nothing is left to pay.",
    "es": "El plan le pidió justo lo que usted consumió: no queda nada por pagar.",
    "hmn": "Qhov peb hais kom them sib npaug qhov koj siv: tsis tshuav dab tsi them.",
    "so": "Qorshuhu wuxuu codsaday intii aad isticmaashay oo keliya: waxba lagama rabo.",
}
NEXT_YEAR = {
    "en": "The next budget year asks for {amount} a month from {day} on.",
    "es": "El siguiente año del plan pide {amount} al mes a partir del {day}.",
    "hmn": "Lub xyoo tom ntej ntawm txoj kev npaj thov {amount} ib hlis txij {day} mus.",
    "so": "Sanadka xiga qorshuhu wuxuu codsanayaa {amount} bishii laga bilaabo {day}.",
}
LOOKED_AT_AGAIN = {
    "en": "We look at it again on {day}.",
    "es": "Lo revisamos otra vez el {day}.",
    "hmn": "Peb yuav rov saib dua thaum {day}.",
    "so": "Waxaan mar kale eegaynaa {day}.",
}
SETTLED_ON = {
    "en": "The year is settled on {day}.",
    "es": "El año se ajusta el {day}.",
    "hmn": "Peb suav lub xyoo kom tag thaum {day}.",
    "so": "Sanadka waxaa la xisaabinayaa {day}.",
}
