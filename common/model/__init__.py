"""Pure values and the words of the house: no I/O, no clock, no library."""
