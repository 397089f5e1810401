"""Course packages, for staff."""

from django.urls import URLPattern, path

from education.views.staff import packages

urlpatterns: list[URLPattern] = [
    path("staff/learning/packages/", packages.packages, name="packages"),
    path("staff/learning/packages/<uuid:package_id>/", packages.package, name="package"),
]
