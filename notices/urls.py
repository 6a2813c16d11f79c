"""What can one do with letters?"""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.mail_room, name="mail_room"),
    path("print/", views.print_waiting, name="print_waiting"),
    path("print/progress/", views.progress, name="progress"),
    path("preview/<int:pk>/<slug:kind>/", views.preview, name="preview"),
    path("preview/<int:pk>/<slug:kind>/letter.pdf", views.preview_pdf, name="preview_pdf"),
    path("preview/<int:pk>/<slug:kind>/issue/", views.issue_letter, name="issue_letter"),
    path("preview/<int:pk>/<slug:kind>/prepare/", views.prepare_letter, name="prepare_letter"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/letter.pdf", views.letter_pdf, name="letter_pdf"),
    path("<int:pk>/pull/", views.pull, name="pull"),
    path("<int:pk>/undo/", views.undo_letter, name="undo_letter"),
    path("<int:pk>/again/", views.try_again, name="try_again"),
    path("<int:pk>/print/", views.print_despite_hold, name="print_despite_hold"),
    path("office/", views.office, name="office"),
    path("office/propose/", views.propose_office, name="propose_office"),
    path("office/approve/", views.approve_office, name="approve_office"),
    path("returned/", views.returned, name="returned"),
    path("returned/find/", views.find_returned, name="find_returned"),
    path("returned/<int:pk>/", views.record_returned, name="record_returned"),
    path("returned/<int:pk>/good/", views.good_again, name="good_again"),
    path("forms/", views.forms_shelf, name="forms_shelf"),
    path("forms/for/<int:pk>/", views.forms_for, name="forms_for"),
    path("forms/<slug:kind>/<slug:language>/form.pdf", views.form_pdf, name="form_pdf"),
    path("forms/<slug:kind>/<slug:language>/for/<int:pk>/form.pdf", views.filled_form_pdf, name="filled_form_pdf"),
    path("held/<int:pk>/", views.held_run, name="held_run"),
    path("held/<int:pk>/let-go/", views.let_go, name="let_go"),
    path("held/<int:pk>/stop/", views.stop_held, name="stop_held"),
    path("email/<int:pk>/", views.choose_email, name="choose_email"),
    path("email/<int:pk>/end/", views.end_email, name="end_email"),
    path("<int:pk>/bounced/", views.record_bounce, name="record_bounce"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/batch.pdf", views.batch_pdf, name="batch_pdf"),
    path("batches/<int:pk>/manifest.csv", views.manifest, name="manifest"),
    path("batches/<int:pk>/affidavit.pdf", views.affidavit, name="affidavit"),
    path("batches/<int:pk>/again/", views.print_part_again, name="print_part_again"),
    path("batches/<int:pk>/overtaken/", views.overtaken, name="overtaken"),
    path("batches/<int:pk>/overtaken/out/", views.take_out_overtaken, name="take_out_overtaken"),
    path("batches/<int:pk>/mailed/", views.confirm_mailed, name="confirm_mailed"),
]
