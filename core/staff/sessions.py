"""Who asks? Every page reads a session and its person first, so both questions are put into words once a process."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.utils import timezone

from core.asked import Asked, Slot
from core.staff.models import Person

SESSION = Asked(
    lambda: db.SessionStore.get_model_class().objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now"))
)
PERSON = Asked(lambda: Person.objects.filter(pk=Slot("person")))


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self):
        found = SESSION(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class Staff(ModelBackend):
    """Django's log-in by name and password."""

    def get_user(self, user_id):
        found = PERSON(person=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
