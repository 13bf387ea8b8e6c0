"""What is kept on disk: the journal, tokens, devices."""
