"""Sound as numbers: numpy only, no device, no clock."""
