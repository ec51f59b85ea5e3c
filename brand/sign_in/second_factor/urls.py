from django.urls import path

from brand.sign_in.second_factor import screens

urlpatterns = [
    path("", screens.ask, name="second_factor"),
    path("instellen/", screens.set_up, name="second_factor_set_up"),
    path("reservecodes/", screens.spare, name="second_factor_spare"),
]
