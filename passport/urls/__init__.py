"""The passport's doors, a file an audience; the role mounts `prison` or `central` under the namespace "passport"."""

from . import agency, central_staff, nodes, prisoner, public, staff

prison = [*prisoner.urlpatterns, *staff.urlpatterns]
central = [*agency.urlpatterns, *central_staff.urlpatterns, *nodes.urlpatterns, *public.urlpatterns]
