"""Staff, at the prison."""

from django.urls import path

from passport.views import (
    staff_agreement,
    staff_answers,
    staff_caseload,
    staff_file,
    staff_handover,
    staff_home,
    staff_line,
    staff_link,
    staff_person,
    staff_plan,
    staff_ready,
    staff_report,
)

PERSON, REPORT = "staff/people/<uuid:prisoner_id>", "staff/reports/<uuid:report_id>"
urlpatterns = [
    path("staff/", staff_home.home, name="staff_home"),
    path("staff/caseload/", staff_caseload.caseload, name="caseload"),
    path("staff/caseload/csv/", staff_caseload.caseload_csv, name="caseload_csv"),
    path(f"{PERSON}/", staff_person.person, name="person"),
    path(f"{PERSON}/passport/", staff_person.read, name="read"),
    path(f"{PERSON}/plan/", staff_plan.plan, name="staff_plan"),
    path(f"{PERSON}/plan/new/", staff_plan.plan_new, name="staff_plan_new"),
    path(f"{PERSON}/plan/sign/", staff_plan.plan_sign, name="staff_plan_sign"),
    path(f"{PERSON}/plan/before/", staff_plan.plan_before, name="staff_plan_before"),
    path(f"{PERSON}/plan/goals/<uuid:plan_goal_id>/", staff_plan.plan_goal, name="staff_plan_goal"),
    path(f"{PERSON}/ready/", staff_ready.ready, name="staff_ready"),
    path("staff/ready/", staff_ready.due, name="due"),
    path(f"{PERSON}/files/<uuid:agency_id>/", staff_file.sealed_file, name="sealed_file"),
    path(f"{PERSON}/link/", staff_link.link, name="staff_link"),
    path(f"{PERSON}/reports/", staff_report.start, name="report_start"),
    path(f"{PERSON}/handovers/", staff_handover.handovers, name="handovers"),
    path(f"{PERSON}/handovers/<uuid:handover_id>/take-back/", staff_handover.withdraw, name="handover_withdraw"),
    path(f"{REPORT}/", staff_report.report, name="report"),
    path(f"{REPORT}/submit/", staff_report.submit, name="report_submit"),
    path(f"{REPORT}/<slug:pathway>/", staff_answers.part, name="report_part"),
    path(f"{REPORT}/<slug:pathway>/check/", staff_answers.check, name="report_check"),
    path(f"{REPORT}/<slug:pathway>/pages/<str:page_id>/", staff_answers.page, name="report_page"),
    path("staff/line/", staff_line.line, name="line"),
    path("staff/agreements/", staff_agreement.agreements, name="agreements"),
    path("staff/agreements/new/", staff_agreement.propose, name="agreement_new"),
    path("staff/agreements/<uuid:agreement_id>/", staff_agreement.agreement, name="agreement"),
]
