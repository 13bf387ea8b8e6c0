"""The side area: what is quiet until it is needed, a tab each."""
