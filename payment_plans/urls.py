"""What can one do about a payment plan?"""

from django.urls import path

from payment_plans.views import changes, offers, plan, watch

app_name = "payment_plans"
urlpatterns = [
    path("", watch.plans, name="list"),
    path("account/<int:pk>/", watch.account_plans, name="account_plans"),
    path("account/<int:pk>/offers/", offers.plan_offers, name="offers"),
    path("account/<int:pk>/offers/quote/", offers.quote_offers, name="quote_offers"),
    path("account/<int:pk>/offers/means/", offers.show_means, name="show_means"),
    path("account/<int:pk>/offers/accept/", offers.accept_offer, name="accept_offer"),
    path("account/<int:pk>/offers/decline/", offers.decline_offer, name="decline_offer"),
    path("account/<int:pk>/offers/think/", offers.think_about_offer, name="think_about_offer"),
    path("<int:pk>/", plan.plan, name="plan"),
    path("<int:pk>/agreement.pdf", plan.agreement, name="agreement"),
    path("<int:pk>/signed/", plan.signed_agreement, name="signed_agreement"),
    path("<int:pk>/sign/", changes.sign_plan, name="sign_plan"),
    path("<int:pk>/cancel/", changes.cancel_plan, name="cancel_plan"),
    path("<int:pk>/reinstate/", changes.reinstate_plan, name="reinstate_plan"),
    path("<int:pk>/replace/", offers.replace_plan, name="replace_plan"),
]
