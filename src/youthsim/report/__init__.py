"""Reports: what people look at. ``figures`` draws; it loads matplotlib, so import it where you draw."""
