"""Drawing the whole site anew around its articles: lists, search, feeds, sitemaps.

For after a change of templates, of names, or of the masthead; articles keep their bytes.
"""

from newsroom_agents.publish.listing import LiveWith
from newsroom_agents.publish.lists import Lists
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.publish.targets.feeds import redraw_feeds


def redraw(stage: Pressroom) -> None:
    """Write every list of the site as the archive says it should be.

    Raises:
        PublicationError: A file could not be written; the others stand as they were or as drawn.
    """
    live = LiveWith(stage.published, "", None, None)
    Lists(stage, live).redraw()
    redraw_feeds(stage, live)
