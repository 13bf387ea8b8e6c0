"""Documents: let in by ticket, looked into, kept, released, handed out."""
