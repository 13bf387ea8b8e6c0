"""Documents shown in the window: their pages as pictures, made in a process of their own."""
