"""The pages of the delegate's window, in the order in which one comes to them."""
