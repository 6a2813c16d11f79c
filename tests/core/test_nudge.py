from celery import Celery

from core.nudge import nudge


def task_of(broker):
    app = Celery("nobody", broker=broker, set_as_current=False)
    app.conf.task_publish_retry = False

    @app.task(name="look_at_what_waits")
    def look(*ids):
        """Never runs."""

    return look


def test_a_queue_that_does_not_answer_is_no_error(tmp_path):
    assert nudge(task_of(f"redis+socket://{tmp_path}/nobody.sock")) is False


def test_says_that_the_worker_was_told():
    assert nudge(task_of("memory://"), 7) is True
