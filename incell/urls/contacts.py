"""Contacts and their vetting, for staff; the approved list, for the phone and visits systems."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView

from accounts.views.door import public_door
from incell.api import ApprovedContactsView
from incell.views.staff import contacts, contacts_changes, contacts_keys, contacts_vetting

urlpatterns: list[URLPattern] = [
    path("staff/requests/<uuid:request_id>/vetting/", contacts_vetting.vet, name="vetting"),
    path("staff/contacts/", contacts.contacts, name="contacts"),
    path("staff/contacts/list/", contacts.list_as_csv, name="contacts_csv"),
    path("staff/contacts/keys/", contacts_keys.list_keys, name="list_keys"),
    path("staff/contacts/keys/<int:key_id>/revoke/", contacts_keys.revoke_list_key, name="revoke_list_key"),
    path("staff/contacts/of/<uuid:prisoner_id>/", contacts.of_person, name="contacts_of"),
    path("staff/contacts/of/<uuid:prisoner_id>/print/", contacts.list_printed, name="contacts_printed"),
    path("staff/contacts/of/<uuid:prisoner_id>/restrict/", contacts_changes.restrict_person, name="restrict_person"),
    path("staff/contacts/ties/<uuid:tie_id>/", contacts_changes.tie, name="tie"),
    path(
        "staff/contacts/restrictions/<int:restriction_id>/end/",
        contacts_changes.end_restriction,
        name="end_restriction",
    ),
    path("staff/contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("staff/contacts/<uuid:contact_id>/numbers/", contacts_changes.numbers, name="contact_numbers"),
    path("staff/contacts/<uuid:contact_id>/restrict/", contacts_changes.restrict_contact, name="restrict_contact"),
    path("staff/contacts/<uuid:contact_id>/merge/", contacts_changes.merge, name="merge_contact"),
    path("staff/contacts/<uuid:contact_id>/split/", contacts_changes.split, name="split_contact"),
    # Public doors: a key in the header proves the system, and the schema says nothing of anybody.
    path("api/v1/approved-contacts/", public_door(ApprovedContactsView.as_view()), name="approved_contacts"),
    path(
        "api/v1/schema/", public_door(SpectacularAPIView.as_view(http_method_names=["get", "head"])), name="api_schema"
    ),
]
