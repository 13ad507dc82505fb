"""The one door to whatever fulfils an assignment: by hand, by script, by a model."""
