"""The console's windows: clients of the console core."""
