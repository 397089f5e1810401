"""Study groups of peers."""

from django.urls import URLPattern, path

from education.views.prisoner import groups as cell
from education.views.staff import group, groups

urlpatterns: list[URLPattern] = [
    path("me/learning/groups/", cell.my_groups, name="my_groups"),
    path("me/learning/groups/<uuid:group_id>/", cell.my_group, name="my_group"),
    path("me/learning/posts/<uuid:post_id>/report/", cell.report, name="report_post"),
    path("me/learning/posts/<uuid:post_id>/keep/", cell.keep, name="keep_post"),
    path("me/learning/posts/<uuid:post_id>/show/", cell.let_show, name="mentor_show_post"),
    path("staff/learning/groups/", groups.groups, name="groups"),
    path("staff/learning/groups/new/", groups.group_new, name="group_new"),
    path("staff/learning/groups/posts/", groups.posts, name="posts"),
    path("staff/learning/groups/<uuid:pk>/", group.group, name="group"),
    path("staff/learning/groups/<uuid:pk>/change/", group.change, name="group_change"),
    path("staff/learning/groups/<uuid:pk>/members/", group.members, name="group_members"),
    path("staff/learning/groups/<uuid:pk>/close/", group.close, name="group_close"),
    path("staff/learning/posts/<uuid:pk>/", groups.decide, name="post_decide"),
]
