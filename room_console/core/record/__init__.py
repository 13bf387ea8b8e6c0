"""The record of people: attendance, the List of Participants, and the documents that they hand in (R8, R21)."""
