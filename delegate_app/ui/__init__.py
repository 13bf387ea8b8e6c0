"""The delegate's window."""
