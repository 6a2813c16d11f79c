"""On which form does a customer ask for more days to pay?"""

from django.utils.translation import gettext_lazy as _

from notices.kinds import LetterKind, RequiredPart

EXTENSION_FORM = LetterKind(
    code="payment_extension",
    title=_("Form: more time to pay"),
    fields=(),
    required=(
        RequiredPart("what_happens_then", "What happens if the money comes, and if not", "local policy"),
        RequiredPart("privacy_notice", "What becomes of private answers", "Minn. Stat. 13.04 subd. 2"),
    ),
    form=True,
    is_only_written=True,
)
