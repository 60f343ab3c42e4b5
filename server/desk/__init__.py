"""The desk: the facilitators' page. Who may need them, what waits, who is muted, and what was done by whom."""

from server.desk.doing import routes as doing
from server.desk.pages import routes as pages

__all__ = ["routes"]

routes = [*pages, *doing]
