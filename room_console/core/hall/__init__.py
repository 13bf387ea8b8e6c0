"""The hall: its device, the patch at work, the virtual hall and the hall's picture."""
