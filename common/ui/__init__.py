"""What the windows of both programs share. Qt is allowed here, in `*.ui` and in `*.__main__` only."""
