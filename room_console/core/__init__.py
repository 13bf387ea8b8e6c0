"""The console core: a process without a window, in which the meeting lives."""
