"""People brought in from elsewhere: files and other systems, read, compared with who is registered, applied."""
