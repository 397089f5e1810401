"""The doors of this app. A role mounts what it serves: deploy/urls says which lists."""

from django.urls import URLPattern, path

from accounts.models import Audience

from .views import cases, limited, people, prisoner, sign_in, terminals
from .views.door import Step, door, public_door


def _member_doors(audience: Audience) -> list[URLPattern]:
    """Sign-in of one audience, e.g. /staff/sign-in/ named accounts:staff_sign_in."""
    name = audience.lower()
    with_password = door(audience=audience, step=Step.PASSWORD)
    with_code = door(audience=audience, step=Step.CODE)
    # Public: nobody is anybody yet.
    begin = public_door(sign_in.sign_in)
    return [
        path(f"{name}/sign-in/", begin, {"audience": audience}, name=f"{name}_sign_in"),
        path(f"{name}/code/", with_password(sign_in.code), name=f"{name}_code"),
        path(f"{name}/set-up/", with_password(sign_in.set_up), name=f"{name}_set_up"),
        path(f"{name}/password/", with_code(sign_in.secret), name=f"{name}_secret"),
        path(f"{name}/stay/", with_password(sign_in.stay), name=f"{name}_stay"),
    ]


cell = [
    path("", prisoner.sign_in, name="prisoner_sign_in"),
    path("me/pin/", prisoner.change_pin, name="prisoner_secret"),
    path("me/stay/", door(audience=Audience.PRISONER, step=Step.CODE)(sign_in.stay), name="stay"),
    path("terminal/", prisoner.enrol, name="enrol_terminal"),
]
members_of_staff = _member_doors(Audience.STAFF)
members_of_agencies = _member_doors(Audience.AGENCY)
staff = [
    path("staff/people/", people.people, name="people"),
    path("staff/people/<uuid:pk>/take/", people.take_case, name="take_case"),
    path("staff/people/<uuid:pk>/give-up/", people.give_up_case, name="give_up_case"),
    path("staff/cases/", cases.allocation, name="cases"),
    path("staff/cases/workers/", cases.workers, name="case_workers"),
    path("staff/cases/workers/<uuid:worker_id>/", cases.capacity, name="case_worker"),
    path("staff/cases/turns/<uuid:turn_id>/", cases.turn, name="case_turn"),
    path("staff/limited/", limited.limits, name="limits"),
    path("staff/limited/<uuid:limit_id>/", limited.limit, name="limit"),
    path("staff/limited/<uuid:limit_id>/readers/", limited.readers, name="limit_readers"),
    path("staff/people/<uuid:pk>/limit/", limited.ask, name="limit_ask"),
    path("staff/people/<uuid:pk>/pin/", people.pin, name="pin"),
    path("staff/people/<uuid:pk>/apart/", people.apart, name="apart"),
    path("staff/people/<uuid:pk>/apart/<int:kept>/end/", people.end_apart, name="end_apart"),
    path("staff/terminals/", terminals.terminals, name="terminals"),
    path("staff/terminals/<uuid:pk>/code/", terminals.renew_code, name="renew_code"),
    path("staff/terminals/<uuid:pk>/revoke/", terminals.revoke, name="revoke_terminal"),
]
at_a_prison = [*cell, *members_of_staff, *staff]
at_central = [*members_of_agencies, *members_of_staff]
