"""What the pages of the delegate's window are made of."""
