"""Hemicycle Room Console: the hall's mixer on one side, the remote participants on the other."""
