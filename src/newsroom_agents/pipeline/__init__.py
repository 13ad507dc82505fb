"""How a story travels: the rundown, and the flows that carry it from stage to stage."""
