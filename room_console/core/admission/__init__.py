"""Who may come in: tokens, one-time codes, the mail that carries them."""
